"""Pages of a CDO: when they can work, whom they visit."""
