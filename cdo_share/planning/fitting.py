"""Whether visits still fit a question that was asked later; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import published_part
from cdo_share.planning.queries import PLAN_FORMAT
from solver.check import find_broken

GONE = "gone"
# These compare with what is in force: publishing keeps the past by itself.
_NOT_OF_THE_VISITS = {"H14", "H15"}

Json = Mapping[str, Any]


def count_breaches(visits: Iterable[PublishedVisit], question: Json) -> Counter[str]:
    """Return how often visits that would be in force break each rule of a question.

    Visits before `frozen_before` count towards amounts; what they break by themselves is past and
    not told. Under `gone`: visits ahead of demands or CDOs that the question does not know.
    """
    parts = [published_part(visit) for visit in visits]
    first = question["frozen_before"] or ""
    known = {one["id"] for kind in ("demands", "cdos") for one in question[kind]}
    readable = [one for one in parts if {one["demand"], one["cdo"]} <= known]
    past = [one for one in readable if one["day"] < first]
    found = _count_broken(question, readable)
    found -= _count_broken({**question, "pins": []}, past)
    gone = sum(one["day"] >= first for one in parts if one not in readable)
    return found + Counter({GONE: gone})


def _count_broken(question: Json, visits: Sequence[Json]) -> Counter[str]:
    answer = {"format": PLAN_FORMAT, "instance": question["name"], "visits": list(visits)}
    broken = find_broken({**question, "published": [], "max_changes": None}, answer)
    return Counter(one.rule for one in broken if one.rule not in _NOT_OF_THE_VISITS)
