"""Allocation runs and the plans they find; the only capability that knows the solver."""
