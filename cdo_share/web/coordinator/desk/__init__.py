"""The desk: a plan changed by hand, judged at each step."""
