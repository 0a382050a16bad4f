"""Pages of a member: what they asked for, who comes when."""
