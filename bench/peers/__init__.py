"""Other ways to make a plan, to compare with: each reads JSON and knows nothing of the solver.

Every module here has `solve(instance, limits, tell)` and runs by itself:
`python -m bench.peers.NAME INSTANCE.json -o PLAN.json`.
"""
