"""The rule board: what binds a run, what it wishes and how much, what it lets go."""
