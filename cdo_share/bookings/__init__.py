"""Half-days that members book between rounds: held for a while, then confirmed or free again."""
