"""What stands in the way of an answer since its plan was made: judged as the desk judges."""

from collections.abc import Mapping
from typing import Any

from cdo_share.core.clock import utc_now
from cdo_share.planning.drafting.misfits import list_misfits
from cdo_share.planning.drafting.steps import Visit
from cdo_share.web.coordinator.desk.today import open_today
from cdo_share.web.coordinator.explaining.scene import Scene

Json = Mapping[str, Any]


def closed_since(scene: Scene, outcome: Json) -> list[str]:
    """Return what the plan of an answer breaks of today's data, and the one asked about does not.

    Empty for an answer without a plan.
    """
    if outcome["status"] != "possible":
        return []
    names = scene.names
    today = open_today(scene.plan, names.grid, names.cdos, names.demands, utc_now())
    known, found = (
        list_misfits(scene.instance, today.question, _visits(plan))
        for plan in (scene.answer, outcome["plan"])
    )
    return list(dict.fromkeys(today.words(one) for one in found if one not in known))


def _visits(plan: Json) -> list[Visit]:
    """Return the visits of a plan in the solver's words."""
    return [
        Visit(one["demand"], one["cdo"], one["day"], one["slot"], one["length"])
        for one in plan["visits"]
    ]
