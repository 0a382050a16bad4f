"""Plans of one period side by side, all priced alike; a later one may know other demands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance_parts import published_part
from cdo_share.planning.plan_sheet import PlanSheet
from solver.check import check
from solver.compare import compare
from solver.plan import read_plan
from solver.reading import read_instance

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Priced:
    """A plan under a question that is not only its own, and what the judge says of it then.

    `is_alike` is false for a plan of other days or hours, which has its own question only.
    """

    sheet: PlanSheet
    report: Json
    is_alike: bool

    @property
    def is_as_found(self) -> bool:
        """Say whether the plan costs what it cost when it was found, part by part."""
        found, now = self.sheet.plan.parts, self.report["components"]
        return all(found.get(part, 0) == now.get(part, 0) for part in found.keys() | now.keys())


def price_alike(sheets: Sequence[PlanSheet], in_force: Sequence[PublishedVisit]) -> list[Priced]:
    """Return the plans priced by the rules and data of the first, against the visits in force.

    Each keeps the demands that it knew. What bound one search only (pins, a limit of changes,
    frozen days) is left out.
    """
    published = [published_part(visit) for visit in in_force]
    questions = [sheet.instance for sheet in sheets]
    beside = {part: _all_of(part, questions) for part in ("sites", "cdos")}
    return [_priced(sheet, questions[0], beside, published) for sheet in sheets]


def _all_of(part: str, questions: Sequence[Json]) -> list[Json]:
    """Return the things of all questions, as the first that knows them describes them."""
    found: dict[str, Json] = {}
    for question in questions:
        found = {one["id"]: one for one in question[part]} | found
    return list(found.values())


def _priced(
    sheet: PlanSheet, first: Json, beside: Mapping[str, list[Json]], published: list[Json]
) -> Priced:
    own = sheet.instance
    is_alike = all(own[part] == first[part] for part in ("days", "slots"))
    base = {**first, **beside} if is_alike else own
    demands = _demands(base, own)
    known = {one["id"] for one in [*base["cdos"], *demands]}
    asked = {
        **base,
        "name": own["name"],
        "demands": demands,
        "published": [one for one in published if {one["cdo"], one["demand"]} <= known],
        "pins": [],
        "max_changes": None,
        "frozen_before": None,
    }
    alike = replace(sheet, instance=asked)
    return Priced(alike, check(asked, alike.solution), is_alike)


def _demands(first: Json, own: Json) -> list[Json]:
    """Return the demands of `own`, as `first` describes them; all lengths of visits are kept."""
    known = {one["id"]: one for one in first["demands"]}
    pairs = [(known.get(one["id"], one), one) for one in own["demands"]]
    return [{**told, "lengths": sorted({*told["lengths"], *one["lengths"]})} for told, one in pairs]


def compare_plans(one: PlanSheet, two: PlanSheet) -> dict[str, Any]:
    """Return what `solver.compare` tells of two plans; all differences are two minus one."""
    instance, other = read_instance(one.instance), read_instance(two.instance)
    return compare(
        instance,
        read_plan(one.solution, instance=instance.name),
        read_plan(two.solution, instance=other.name),
        other,
    )
