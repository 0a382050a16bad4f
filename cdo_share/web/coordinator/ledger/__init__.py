"""The ledger of fairness: accounts, arithmetic, rules."""
