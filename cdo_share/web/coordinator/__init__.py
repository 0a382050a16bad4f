"""Pages of the coordinator: the period, its runs, its releases."""
