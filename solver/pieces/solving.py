"""Work on one piece: from JSON to JSON, anywhere; nothing else is known or remembered."""

from collections.abc import Callable
from typing import Any

from solver.check import check
from solver.faults import InvalidInstance
from solver.guard import solve
from solver.instance import VisitShape
from solver.pieces.shapes import Piece, PieceResult, read
from solver.plan import Plan, Visit
from solver.reading import read_instance
from solver.result import Isolation, Options

Json = dict[str, Any]


def solve_piece(
    mapping: Json,
    isolation: Isolation = "auto",
    should_stop: Callable[[], bool] | None = None,
) -> Json:
    """Improve the plan of a piece within its limit.

    Gives its result as JSON (see `shapes.PieceResult`), never dearer than before. A search that
    fails is told by `status` and `note`. Raises InvalidInstance, with one sentence per fault, when
    this is not a piece.
    """
    piece = read(Piece, mapping, "piece")
    instance = read_instance(piece.instance)
    start = Plan.of(instance.name, (Visit(**visit.model_dump()) for visit in piece.hint))
    before = check(piece.instance, start.to_json())
    if not before["feasible"]:
        raise InvalidInstance([f"piece {piece.name}: its hint breaks {before['errors'][0]}."])
    options = Options(
        time_limit_seconds=piece.limit.seconds,
        deterministic_limit=piece.limit.deterministic,
        workers=1,
        seed=piece.seed,
        start=start,
        isolation=isolation,
    )
    result = solve(instance, options, should_stop=should_stop)
    is_better = result.is_allowed and result.cost < before["cost"]
    plan = result.plan if is_better else start
    return PieceResult(
        name=piece.name,
        cdos=piece.cdos,
        visits=tuple(VisitShape(**visit._asdict()) for visit in plan.visits),
        cost_before=before["cost"],
        cost=result.cost if is_better else before["cost"],
        bound=min(result.bound, float(before["cost"])),
        status=result.status,
        note=result.note,
    ).model_dump(mode="json")
