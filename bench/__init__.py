"""Benchmarks: instances, the judge, the peers, and the harness that runs them side by side."""
