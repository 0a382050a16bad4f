"""What else could be done: other visits instead of one, other CDOs, one visit more."""

from solver.alternatives.absence import substitutes
from solver.alternatives.adding import additions
from solver.alternatives.replacing import replacements

__all__ = ["additions", "replacements", "substitutes"]
