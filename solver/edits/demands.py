"""Edits of demands, members and places."""

from copy import deepcopy

from solver.edits.cdos import new_item
from solver.edits.draft import Draft, Json
from solver.edits.shapes import (
    AddDemand,
    AddMember,
    AddSite,
    ChangeDemand,
    RemoveDemand,
    RemoveMember,
)


def add_demand(draft: Draft, edit: AddDemand) -> None:
    """Add a demand."""
    demand = new_item(draft, edit.copy_of, edit.id, edit.demand, "demand", "demands")
    if demand is not None:
        draft.add("demands", demand | deepcopy(edit.set))


def change_demand(draft: Draft, edit: ChangeDemand) -> None:
    """Give fields of a demand other values."""
    demand = draft.find(edit.demand, "demand", "demands")
    if demand is not None:
        draft.change("demands", demand, edit.set)


def remove_demand(draft: Draft, edit: RemoveDemand) -> None:
    """Take a demand out."""
    if draft.find(edit.demand, "demand", "demands") is not None:
        _drop(draft, {edit.demand})


def add_member(draft: Draft, edit: AddMember) -> None:
    """Add a copy of all demands of a member, for another who knows no CDO yet."""
    if _demands_of(draft, edit.member):
        draft.blame("member", edit.member, "there is one of that name; choose another")
        return
    for demand in _known_demands(draft, edit.copy_of, "copy_of"):
        name = f"{demand['id']}/{edit.member}"
        new = {"id": name, "member": edit.member, "previous_cdo": None}
        draft.add("demands", deepcopy(demand) | new)


def remove_member(draft: Draft, edit: RemoveMember) -> None:
    """Take all demands of a member out."""
    _drop(draft, {demand["id"] for demand in _known_demands(draft, edit.member, "member")})


def add_site(draft: Draft, edit: AddSite) -> None:
    """Add a place."""
    draft.add("sites", deepcopy(edit.site))


def _demands_of(draft: Draft, member: str) -> list[Json]:
    return [demand for demand in draft.mapping["demands"] if demand["member"] == member]


def _known_demands(draft: Draft, member: str, field: str) -> list[Json]:
    found = _demands_of(draft, member)
    if not found:
        names = list(dict.fromkeys(str(d["member"]) for d in draft.mapping["demands"]))
        known = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
        draft.blame(field, member, f"no demand is theirs; name one of {known}")
    return found


def _drop(draft: Draft, names: set[str]) -> None:
    """Take demands out, and what refers to them."""
    mapping = draft.mapping
    mapping["demands"] = [demand for demand in mapping["demands"] if demand["id"] not in names]
    for field in {"published", "pins", "spared"} & mapping.keys():
        mapping[field] = [visit for visit in mapping[field] if visit["demand"] not in names]
