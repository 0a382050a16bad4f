"""Runs: launched, watched, kept; the rules they follow."""
