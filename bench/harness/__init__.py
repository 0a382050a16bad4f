"""Runs the solver and its peers on the same instances in one go, and writes down what came out.

`python -m bench.harness --help`, or `make bench`.
"""
