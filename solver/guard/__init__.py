"""The solve as callers get it: in a process of its own, watched, and judged before it is given.

A native crash, a kill, a hang or a wrong answer of the search ends as a status of the result, with
the best plan before that; never as an exception, and never as the end of the caller.
"""

from solver.guard.patience import Patience
from solver.guard.watching import solve

__all__ = ["Patience", "solve"]
