"""Ordinary wishes and the frame they fit into."""

from datetime import date
from typing import Any

from cdo_share.core.grid import GRIDS, GridKind
from cdo_share.demands.faults import Frame
from cdo_share.demands.models import AmountUnit, Cadence, Place
from cdo_share.demands.wish import DemandWish
from cdo_share.rounds.days import working_days

STARTS_ON, ENDS_ON = date(2027, 1, 4), date(2027, 1, 29)


def a_wish(**values: Any) -> DemandWish:
    """Return a wish without faults: a half-day a week on site, all through the period."""
    ordinary = {
        "title": "Refaire le site",
        "skill": "VENTE-WEB",
        "level": 2,
        "cadence": Cadence.WEEKLY,
        "visit_amount": 1,
        "visit_unit": AmountUnit.HALF_DAYS,
        "place": Place.ON_SITE,
    }
    return DemandWish(**(ordinary | values))


def a_frame(**values: Any) -> Frame:
    """Return four weeks of January 2027 on half-days, with CDOs 7 and 8."""
    ordinary = {
        "starts_on": STARTS_ON,
        "ends_on": ENDS_ON,
        "days": working_days(STARTS_ON, ENDS_ON, set()),
        "grid": GRIDS[GridKind.HALF_DAY],
        "skills": {"VENTE-WEB"},
        "engagement_ids": {7, 8},
    }
    return Frame(**(ordinary | values))
