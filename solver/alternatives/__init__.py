"""What else could be done: other visits instead of one, other CDOs instead of one who is away, one more."""

from solver.alternatives.absence import substitutes
from solver.alternatives.adding import additions
from solver.alternatives.replacing import replacements

__all__ = ["additions", "replacements", "substitutes"]
