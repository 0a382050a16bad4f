"""What else could be done: other visits instead of one, other CDOs instead of one who is away."""

from solver.alternatives.absence import substitutes
from solver.alternatives.adding import additions, fillers
from solver.alternatives.replacing import replacements

__all__ = ["additions", "fillers", "replacements", "substitutes"]
