"""Pages of one plan, and of several side by side."""
