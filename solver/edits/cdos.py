"""Edits of CDOs: one more, one away, one changed."""

from copy import deepcopy

from solver.edits.draft import Draft, Json
from solver.edits.shapes import AddCdo, ChangeCdo, RemoveCdo

SHARED = ("week_cap", "period_cap", "max_members", "target_load")


def add_cdo(draft: Draft, edit: AddCdo) -> None:
    """Add a CDO."""
    cdo = new_item(draft, edit.copy_of, edit.id, edit.cdo, "cdo", "cdos")
    if cdo is None:
        return
    cdo.update(deepcopy(edit.set))
    if edit.share < 1:
        _take_share(cdo, edit.share)
    draft.add("cdos", cdo)


def new_item(
    draft: Draft, copy_of: str | None, name: str | None, whole: Json | None, field: str, of: str
) -> Json | None:
    """Give the copy or the object that an edit asks for, or note that it asks for neither."""
    if whole is not None and copy_of is None and name is None:
        return deepcopy(whole)
    if whole is not None or copy_of is None or name is None:
        draft.blame("copy_of", copy_of, f"give either copy_of and id, or {field}")
        return None
    found = draft.find(copy_of, "copy_of", of)
    return None if found is None else deepcopy(found) | {"id": name}


def _take_share(cdo: Json, share: float) -> None:
    for field in SHARED:
        cdo[field] = _part(cdo.get(field), share)
    if isinstance(cdo.get("average_cap"), dict):
        cdo["average_cap"]["slots"] = _part(cdo["average_cap"].get("slots"), share)


def _part(value: object, share: float) -> object:
    """Give a share of a whole number, rounded, and 1 at least of what there is."""
    if not isinstance(value, int) or not value:
        return value
    return max(1, int(value * share + 0.5))


def remove_cdo(draft: Draft, edit: RemoveCdo) -> None:
    """Take the time of a CDO away from the first open day asked for; pins there fall away.

    The CDO stays known, so that members who knew them still pay for somebody new.
    """
    cdo = draft.find(edit.cdo, "cdo", "cdos")
    if edit.first is not None and edit.last is not None and edit.last < edit.first:
        draft.blame("to", edit.last, f"it is before {edit.first}; give a later date, or none")
    elif cdo is not None:
        first = max(edit.first or "", draft.mapping.get("frozen_before") or "")
        days = [d for d in draft.mapping["days"] if first <= d <= (edit.last or d)]
        _take_days(draft, cdo, frozenset(days), is_for_good=edit.last is None)


def _take_days(draft: Draft, cdo: Json, days: frozenset[str], *, is_for_good: bool) -> None:
    mapping, before = draft.mapping, cdo["available"]
    per_day = len(mapping["slots"])
    away = [day in days for day in mapping["days"] for _ in range(per_day)]
    cdo["available"] = "".join(
        "0" if gone else slot for slot, gone in zip(before, away, strict=False)
    )
    mapping["pins"] = [
        pin for pin in mapping["pins"] if pin["cdo"] != cdo["id"] or pin["day"] not in days
    ]
    if is_for_good and cdo.get("target_load") is not None:
        left, whole = cdo["available"].count("1"), before.count("1")
        cdo["target_load"] = round(cdo["target_load"] * left / whole) if left else None


def change_cdo(draft: Draft, edit: ChangeCdo) -> None:
    """Give fields of a CDO other values."""
    cdo = draft.find(edit.cdo, "cdo", "cdos")
    if cdo is not None:
        draft.change("cdos", cdo, edit.set)
