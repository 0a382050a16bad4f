"""What one demand sees of its walls: the starts that a single wall keeps out."""

from functools import cached_property

from solver.instance import Demand
from solver.walls import Face, Walls


class View:
    """A demand before its walls: for each CDO with the skill and each length, what is closed."""

    def __init__(self, walls: Walls, demand: int) -> None:
        self.walls, self.number = walls, demand
        self.problem = walls.board.problem
        self.asked: Demand = self.problem.demands[demand]
        cdos = range(len(self.problem.cdos))
        self.faces: list[Face] = [
            face for cdo in cdos for face in walls.faces(demand, cdo, self.asked.lengths)
        ]

    @cached_property
    def alone(self) -> list[tuple[Face, dict[str, int]]]:
        """For each face, the starts that a single wall keeps out."""
        return [(face, face.alone()) for face in self.faces]

    def cdos_behind(self, name: str) -> list[int]:
        """List the CDOs with starts that only this wall keeps out."""
        return list(dict.fromkeys(face.cdo for face, alone in self.alone if name in alone))

    def starts_behind(self, name: str) -> int:
        """Give all starts that only this wall keeps out, whoever the CDO."""
        found = 0
        for _, alone in self.alone:
            found |= alone.get(name, 0)
        return found
