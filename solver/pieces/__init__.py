"""One solve cut into pieces that know only JSON, for a pool of processes or a queue of machines.

`cut` gives pieces that share neither a CDO nor a demand, `solve_piece` improves one of them
anywhere, `merge` puts the results together: the cost of the whole falls by exactly the sum of what
the pieces gained. `improve` does all three again and again with a pool of processes.
"""

from solver.pieces.cutting import cut
from solver.pieces.merging import Merged, merge
from solver.pieces.pool import Rounds, improve
from solver.pieces.solving import solve_piece

__all__ = ["Merged", "Rounds", "cut", "improve", "merge", "solve_piece"]
