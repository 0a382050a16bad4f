"""What would give a demand of a plan more: single changes, tried and priced; pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdo_share.planning.instance_parts import demand_name, number_of
from solver import read_instance, read_plan
from solver.explain import Explainer

Json = dict[str, Any]
AS_IT_IS = "as_it_is"  # nothing is changed: visits are added although they do not pay
# One pair of members cannot be brought together by an edit: the coordinator must do it.
_NEVER_TRIED = {"allow_conflict"}
_OF_DEMAND = {
    "accept_forbidden_slots",
    "one_more_cdo",
    "one_more_visit_per_window",
    "wider_windows",
    "shorter_visits",
    "accept_remote",
    "accept_excluded_cdo",
    "accept_lower_level",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One change, with what it was seen to give in this plan; see `solver.explain`.

    `slots` are gained, `points` spared (below 0: it costs more than it brings), `parts` add up to
    them. `visits` are those that would be added. `cdo` is an engagement's number.
    """

    code: str
    cdo: int | None
    field: str
    before: Any
    after: Any
    slots: int
    points: int
    parts: Mapping[str, int]
    visits: Sequence[Json]

    @property
    def key(self) -> str:
        """Return a short name that is the same whenever the same change is found again."""
        told = json.dumps([self.code, self.cdo, self.after, self.visits], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def is_of_demand(self) -> bool:
        """Say whether the member would have to change the demand."""
        return self.code in _OF_DEMAND

    @property
    def can_be_tried(self) -> bool:
        """Say whether a plan with the change can be asked for."""
        return self.code not in _NEVER_TRIED


@dataclass(frozen=True, slots=True)
class Helped:
    """Why a demand gets no more (None when it gets all), and every single change that helps."""

    entry: Json | None
    remedies: list[Remedy]


def find_remedies(instance: Mapping[str, Any], plan: Mapping[str, Any], demand_id: int) -> Helped:
    """Look anew at one demand of a plan; all in this process, some tenths of a second at most."""
    read = read_instance(dict(instance))
    explainer = Explainer(read, read_plan(dict(plan), instance=read.name))
    name = demand_name(demand_id)
    entry = explainer.explain(name)
    if entry is None:
        return Helped(None, [])
    found = [_of_addition(entry["addition"])] if entry["addition"] else []
    found += [remedy_of(told) for told in explainer.remedies(name)]
    return Helped({**entry, "demand": demand_id}, found)


def stored_remedy(entry: Mapping[str, Any]) -> Remedy | None:
    """Return the remedy that was found when a plan was made, from one entry of its `unmet`."""
    if entry["relaxation"] is not None:
        return remedy_of(entry["relaxation"])
    addition = entry.get("addition")
    return _of_addition(addition) if addition else None


def remedy_of(told: Mapping[str, Any]) -> Remedy:
    """Return a remedy from a `relaxation` of the solver."""
    return Remedy(
        code=told["code"],
        cdo=number_of(told["cdo"]) if told["cdo"] else None,
        field=told["field"],
        before=told.get("before"),
        after=told["after"],
        slots=told["slots"],
        points=told.get("points", 0),
        parts=told.get("parts", {}),
        visits=told.get("visits", []),
    )


def _of_addition(told: Mapping[str, Any]) -> Remedy:
    return remedy_of({"code": AS_IT_IS, "cdo": None, "field": "", "after": None, **told})
