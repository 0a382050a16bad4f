"""Explaining a plan: what would give a demand more, what a visit brings, what to hire or train."""
