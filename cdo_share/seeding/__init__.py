"""Demonstration data: files that a person wrote, read and checked before anything is stored."""
