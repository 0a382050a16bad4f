"""The checklist before publication, part by part: each part gives lines, and loads by itself."""

from collections.abc import Callable
from datetime import datetime

from cdo_share.planning.models import Plan
from cdo_share.web.coordinator.gate.agreement import agreement_items
from cdo_share.web.coordinator.gate.bookings import booking_items
from cdo_share.web.coordinator.gate.guarantees import guarantee_items
from cdo_share.web.coordinator.gate.items import Item
from cdo_share.web.coordinator.gate.law import law_items
from cdo_share.web.coordinator.gate.notice import notice_items
from cdo_share.web.coordinator.gate.today import today_items
from cdo_share.web.extensions import db

Check = Callable[[Plan, datetime], list[Item]]


def list_items(plan: Plan, now: datetime) -> list[Item]:
    """Return every line of the checklist, in order."""
    return [item for check in PARTS.values() for item in check(plan, now)]


def _today(plan: Plan, now: datetime) -> list[Item]:
    return today_items(db.session, plan, now)


def _promises(plan: Plan, now: datetime) -> list[Item]:
    return [*guarantee_items(plan, now), *booking_items(plan, now), *agreement_items(plan, now)]


PARTS: dict[str, Check] = {
    "today": _today,
    "law": law_items,
    "notice": notice_items,
    "agreement": _promises,
}
