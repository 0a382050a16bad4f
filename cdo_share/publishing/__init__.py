"""Releases: numbered, frozen plans; and the visits in force, which the database keeps apart."""
