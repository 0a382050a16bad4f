"""Pieces and their results as JSON, checked before anything is done with them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AllowInfNan, Strict

from solver.faults import InvalidInstance, Model, find_shape
from solver.instance import Count, Measure, Shape, Text, VisitShape
from solver.result import Status

FORMAT = "cdo-timeshare-piece/1"
RESULT_FORMAT = "cdo-timeshare-piece-result/1"


class Limit(Shape):
    """How long a piece may be worked on: seconds, or the search's own deterministic count."""

    seconds: Measure = 10.0
    deterministic: Measure | None = None


class Piece(Shape):
    """A part of a plan that can be improved by itself.

    `instance` is an ordinary one (`cdo-timeshare/1`) of the CDOs `cdos` and the demands around
    them; `free` names those that may change, the others are frozen by pins. `hint` is the plan now.
    """

    format: Literal["cdo-timeshare-piece/1"] = "cdo-timeshare-piece/1"
    name: Text
    instance: dict[str, Any]
    cdos: tuple[Text, ...]
    free: tuple[Text, ...]
    hint: tuple[VisitShape, ...]
    limit: Limit
    seed: Count


class PieceResult(Shape):
    """What became of a piece: all visits of its CDOs, and the cost of the piece before and after.

    `bound` is proven for the piece alone, with everything around it as it is.
    """

    format: Literal["cdo-timeshare-piece-result/1"] = "cdo-timeshare-piece-result/1"
    name: Text
    cdos: tuple[Text, ...]
    visits: tuple[VisitShape, ...]
    cost_before: Count
    cost: Count
    bound: Annotated[float, Strict(), AllowInfNan(False)]
    status: Status
    note: str | None = None

    @property
    def change(self) -> int:
        """The change of the cost, of the piece and so of the whole."""
        return self.cost - self.cost_before


def read(shape: type[Model], mapping: Mapping[str, Any], owner: str) -> Model:
    """Read a piece or a result; raise InvalidInstance with one sentence per fault."""
    faults: list[str] = []
    made = find_shape(shape, mapping, owner, faults)
    if made is None:
        raise InvalidInstance(faults)
    return made
