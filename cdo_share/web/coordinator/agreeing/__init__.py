"""Proposing a plan, and what those concerned answer."""
