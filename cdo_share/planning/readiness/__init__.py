"""Is a period ready for an allocation? Pure checks on what a round collected, one function each."""
