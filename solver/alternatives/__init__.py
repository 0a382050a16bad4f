"""What else could be done: other visits instead of one, other CDOs, one visit more."""

from solver.alternatives.absence import substitutes
from solver.alternatives.adding import additions, fillers
from solver.alternatives.replacing import replacements

__all__ = ["additions", "fillers", "replacements", "substitutes"]
