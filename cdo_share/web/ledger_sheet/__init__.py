"""The fairness ledger in words and sums, for every audience."""
