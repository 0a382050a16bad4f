"""The fairness ledger: what members asked and had, what CDOs carried, period after period."""
