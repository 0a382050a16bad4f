"""What a plan supposed, laid over today's question; pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cdo_share.planning.scenarios.changes import OPEN_TIME, resolve
from solver import InvalidInstance, edit
from solver.edits import FORMAT

Json = Mapping[str, Any]
Away = Mapping[str, Collection[tuple[str, str]]]  # by CDO: ISO day and half (am, pm)


def suppose(question: Json, edits: Sequence[Json], away: Away | None = None) -> Json:
    """Return a question with what a plan supposed; what cannot be supposed any more is left out.

    A half-day on which a CDO said to be `away` is not supposed to be free.
    """
    if not edits:
        return question
    supposed = resolve(question, [_without(one, away or {}) for one in edits])
    document = {"format": FORMAT, "name": question["name"], "edits": supposed}
    try:
        changed: Json = edit(question, document).to_json()
    except InvalidInstance:
        return question
    return changed


def _without(edit: Json, away: Away) -> Json:
    """Return an edit without the half-days on which its CDO is away."""
    if edit["op"] != OPEN_TIME:
        return edit
    out = away.get(edit["cdo"], ())
    return {**edit, "halves": [half for half in edit["halves"] if (edit["day"], half) not in out]}
