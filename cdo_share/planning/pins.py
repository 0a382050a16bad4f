"""Pins: who comes at a time that stays, and which pins contradict the data; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdo_share.planning.breaches import Breach, list_breaches

Json = Mapping[str, Any]


def complete_pin(instance: Json, demand: Json, pin: Json) -> dict[str, Any]:
    """Return the pin with the CDO who comes: the one it names while they can, else the best other.

    The best has served the demand before, else lives nearest in order of the instance; where
    nobody can come, the named CDO stays, and `list_clashes` says so.
    """
    names = [pin["cdo"], demand["previous_cdo"], *(cdo["id"] for cdo in instance["cdos"])]
    known = {cdo["id"] for cdo in instance["cdos"]}
    for name in names:
        tried = {**pin, "cdo": name}
        if name in known and not list_clashes(instance, [*instance["pins"], tried]):
            return tried
    return dict(pin)


def list_clashes(instance: Json, pins: Sequence[Json]) -> list[Breach]:
    """Return what a plan of these visits alone breaks; empty when they go together.

    What concerns a plan as a whole (frozen days, changes, other pins) does not count here.
    """
    alone = {**instance, "pins": [], "published": [], "frozen_before": None, "max_changes": None}
    plan = {"instance": instance["name"], "visits": [dict(pin) for pin in pins]}
    return list_breaches(alone, plan)
