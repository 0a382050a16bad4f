"""Labour law: its rules, the contracts they need, what they say of plans."""
