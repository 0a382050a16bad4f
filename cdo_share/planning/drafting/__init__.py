"""Changing a plan by hand: acts, their legality and their price, undo and redo."""
