"""What standing visits break of today's data and not of their plan's question; pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from cdo_share.planning.breaches import Breach, list_breaches
from cdo_share.planning.drafting.pricing import plan_of
from solver import Visit

Json = Mapping[str, Any]
# These compare with what is in force: publishing keeps the past by itself.
_NOT_OF_THE_VISITS = {"H14", "H15"}


def list_misfits(stored: Json, today: Json, visits: Collection[Visit]) -> list[Breach]:
    """Return what visits break by today's question and not by the stored one, rule by rule.

    What lies before `frozen_before` took place, or is no longer to be planned: what visits there
    break by themselves is not told.
    """
    found = list(_broken(today, visits))
    if not found:
        return []
    known = set(_broken(stored, visits))
    first = today["frozen_before"] or ""
    known.update(_broken({**today, "pins": []}, [one for one in visits if one.day < first]))
    later = [one for one in found if one not in known]
    return sorted(later, key=lambda one: int(one.rule.removeprefix("H")))


def _broken(question: Json, visits: Iterable[Visit]) -> Iterator[Breach]:
    asked = {**question, "published": [], "max_changes": None}
    for one in list_breaches(asked, plan_of(question, visits)):
        if one.rule not in _NOT_OF_THE_VISITS:
            yield one
