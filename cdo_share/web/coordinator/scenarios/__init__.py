"""Stored what-ifs."""
