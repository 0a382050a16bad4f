"""Which visits no longer fit a question that was asked later, and why; pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cdo_share.planning.breaches import Breach, list_breaches
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import published_part
from cdo_share.planning.queries import PLAN_FORMAT

Json = Mapping[str, Any]


def list_misfits(
    visits: Iterable[PublishedVisit], question: Json, rules: Collection[str]
) -> list[Breach]:
    """Return what visits that lie ahead break of some rules of a question, rule by rule.

    Visits of demands or CDOs that the question does not know are left out.
    """
    known = {one["id"] for kind in ("demands", "cdos") for one in question[kind]}
    parts = [published_part(visit) for visit in visits]
    first = question["frozen_before"] or ""
    ahead = [one for one in parts if one["day"] >= first and {one["demand"], one["cdo"]} <= known]
    free = {**question, "frozen_before": None, "published": [], "max_changes": None}
    answer = {"format": PLAN_FORMAT, "instance": question["name"], "visits": ahead}
    found = [one for one in list_breaches(free, answer) if one.rule in rules]
    return sorted(found, key=lambda one: int(one.rule.removeprefix("H")))
