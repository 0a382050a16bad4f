"""The periods that are planned, and the days on which nobody works."""
