"""A “why not?” and the state of its answer, in words; pure but for the words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from cdo_share.planning.models import RunState
from cdo_share.web.coordinator.explaining.scene import Names
from cdo_share.web.formats import amount_text, half_text, short_day


def wish_text(wish: Mapping[str, Any], names: Names) -> str:
    """Return “Zoé Martin, lun. 4 janv., matin”; what was left open is not told."""
    grid, parts = names.grid, []
    if wish.get("cdo"):
        parts.append(names.cdo(wish["cdo"]))
    if wish.get("day"):
        parts.append(short_day(date.fromisoformat(wish["day"])))
    if wish.get("slot") is not None:
        slot = grid.slots[wish["slot"]]
        parts.append(half_text(slot.half) if grid.slots_per_half == 1 else f"{slot.start:%H:%M}")
    if wish.get("length"):
        parts.append(amount_text(wish["length"], grid))
    return ", ".join(parts) or str(gettext("one visit more, whenever it fits"))


def status_text(state: RunState, status: str | None) -> tuple[str, str]:
    """Return how a question stands and the tone of its badge."""
    if state is RunState.DONE and status:
        return {
            "in_plan": (gettext("in the plan already"), "sea"),
            "possible": (gettext("possible"), "good"),
            "impossible": (gettext("impossible"), "bad"),
            "not_found": (gettext("no way found"), "warm"),
        }[status]
    if state in (RunState.QUEUED, RunState.RUNNING):
        return gettext("being looked at"), "quiet"
    return gettext("no answer"), "quiet"
