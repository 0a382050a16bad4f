"""Whether visits still fit a question that was asked later; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.breaches import Breach, list_breaches
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import published_part
from cdo_share.planning.queries import PLAN_FORMAT

# These compare with what is in force: publishing keeps the past by itself.
_NOT_OF_THE_VISITS = {"H14", "H15"}

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fit:
    """What visits break, rule by rule, and how many are of demands or CDOs that are gone."""

    breaches: tuple[Breach, ...]
    gone: int

    def __bool__(self) -> bool:
        """Say whether anything does not fit."""
        return bool(self.breaches or self.gone)


def look_at_fit(visits: Iterable[PublishedVisit], question: Json) -> Fit:
    """Return what visits that would be in force break of a question.

    Visits before `frozen_before` count towards amounts; what they break by themselves is past and
    not told. Of what is gone only visits ahead are counted.
    """
    parts = [published_part(visit) for visit in visits]
    first = question["frozen_before"] or ""
    known = {one["id"] for kind in ("demands", "cdos") for one in question[kind]}
    readable = [one for one in parts if {one["demand"], one["cdo"]} <= known]
    past = [one for one in readable if one["day"] < first]
    of_the_past = _broken({**question, "pins": []}, past)
    found = [one for one in _broken(question, readable) if one not in of_the_past]
    gone = sum(one["day"] >= first for one in parts if one not in readable)
    found.sort(key=lambda one: int(one.rule.removeprefix("H")))
    return Fit(tuple(found), gone)


def _broken(question: Json, visits: Sequence[Json]) -> list[Breach]:
    answer = {"format": PLAN_FORMAT, "instance": question["name"], "visits": list(visits)}
    found = list_breaches({**question, "published": [], "max_changes": None}, answer)
    return [one for one in found if one.rule not in _NOT_OF_THE_VISITS]
