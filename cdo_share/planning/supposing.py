"""What a plan supposed, laid over today's question; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdo_share.planning.scenarios.changes import resolve
from solver import InvalidInstance, edit
from solver.edits import FORMAT

Json = Mapping[str, Any]


def suppose(question: Json, edits: Sequence[Json]) -> Json:
    """Return a question with what a plan supposed; what cannot be supposed any more is left out."""
    if not edits:
        return question
    document = {"format": FORMAT, "name": question["name"], "edits": resolve(question, edits)}
    try:
        changed: Json = edit(question, document).to_json()
    except InvalidInstance:
        return question
    return changed
