"""Rules put off by editing the data: what becomes of the fields, and which rules stay.

`LOOSE` names the rules that can be put off, `FIXED` says of the others why not. A rule may be
named by its code where one entry has that code.
"""

from collections.abc import Callable
from dataclasses import dataclass

from solver.edits.draft import Draft, Json
from solver.edits.shapes import RuleOff

EVERYWHERE_KM = 40_000.0
# So fast that no way takes a minute, even rounded up.
AT_ONCE_KMH = 1e15


@dataclass(frozen=True)
class Loosening:
    """How a rule is put off: the fields of each owner (`cdos`, `demands`) or of the instance."""

    code: str
    of: str
    fields: Callable[[Json], Json]


def _slots(mapping: Json) -> int:
    return len(mapping["slots"])


def _caps(mapping: Json) -> Json:
    day, whole = _slots(mapping), _slots(mapping) * len(mapping["days"])
    return {"day_cap": day, "week_cap": 7 * day, "period_cap": whole, "average_cap": None}


def _windows(mapping: Json) -> Json:
    """Every day is a window of its own; `per_window` stays, because rhythms are measured by it."""
    return {"windows": [[day, day] for day in mapping["days"]]}


def _at_once(mapping: Json) -> Json:
    """Where the way takes no time there is no pause after it either."""
    return {"travel": mapping["travel"] | {"kmh": AT_ONCE_KMH, "fixed_minutes": 0.0}}


def _members(mapping: Json) -> Json:
    return {"max_members": len({demand["member"] for demand in mapping["demands"]})}


LOOSE = {
    "windows": Loosening("H1", "demands", _windows),
    "distance": Loosening("H3", "cdos", lambda _: {"max_km": EVERYWHERE_KM}),
    "exclusions": Loosening("H3", "demands", lambda _: {"excluded": []}),
    "levels": Loosening("H3", "demands", lambda _: {"level": 1}),
    "caps": Loosening("H5", "cdos", _caps),
    "max_cdos": Loosening("H7", "demands", lambda m: {"max_cdos": max(1, len(m["cdos"]))}),
    "travel_time": Loosening("H8", "instance", _at_once),
    "forbidden": Loosening("H9", "demands", lambda _: {"forbidden": [], "closed": []}),
    "pins": Loosening("H10", "instance", lambda _: {"pins": []}),
    "conflicts": Loosening("H11", "instance", lambda _: {"conflicts": []}),
    "max_members": Loosening("H12", "cdos", _members),
    "max_sites": Loosening("H13", "cdos", lambda m: {"max_sites_per_day": _slots(m)}),
    "frozen": Loosening("H14", "instance", lambda _: {"frozen_before": None}),
    "max_changes": Loosening("H15", "instance", lambda _: {"max_changes": None}),
}
FIXED = {
    "H2": "a CDO cannot work when they are away; change available of a CDO instead",
    "H4": "nobody is in two places at a time; add a CDO instead",
    "H6": "nobody gets more than they ask for; change requested of a demand instead",
}


def rule_off(draft: Draft, edit: RuleOff) -> None:
    """Put a rule off, for everybody or for those named."""
    loosening = _find(draft, edit.rule)
    if loosening is None:
        return
    fields = loosening.fields(draft.mapping)
    if loosening.of == "instance":
        if edit.of is not None:
            draft.blame("of", list(edit.of), f"{edit.rule} is one for all; leave it out")
        draft.mapping.update(fields)
        return
    for owner in _owners(draft, loosening.of, edit.of):
        owner.update(fields)


def _owners(draft: Draft, of: str, names: tuple[str, ...] | None) -> list[Json]:
    if names is None:
        return list(draft.mapping[of])
    found = (draft.find(name, "of", of) for name in names)
    return [owner for owner in found if owner is not None]


def _find(draft: Draft, rule: str) -> Loosening | None:
    if rule in FIXED:
        draft.blame("rule", rule, f"it cannot be put off: {FIXED[rule]}")
        return None
    by_code = [name for name, each in LOOSE.items() if each.code == rule]
    name = by_code[0] if len(by_code) == 1 else rule
    if name not in LOOSE:
        draft.blame("rule", rule, f"choose one of {', '.join(by_code or LOOSE)}")
    return LOOSE.get(name)
