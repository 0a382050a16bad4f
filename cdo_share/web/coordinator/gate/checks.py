"""The checklist before publication, part by part: each part gives lines, and loads by itself."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext, ngettext

from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import Plan
from cdo_share.planning.queries import get_instance
from cdo_share.web.coordinator.gate.agreement import agreement_items
from cdo_share.web.coordinator.gate.bookings import booking_items
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.coordinator.gate.law import law_items, notice_items
from cdo_share.web.coordinator.gate.today import today_items
from cdo_share.web.extensions import db

Check = Callable[[Plan, datetime], list[Item]]


def list_items(plan: Plan, now: datetime) -> list[Item]:
    """Return every line of the checklist, in order."""
    return [item for check in PARTS.values() for item in check(plan, now)]


def _today(plan: Plan, now: datetime) -> list[Item]:
    return today_items(db.session, plan, now)


def _promises(plan: Plan, now: datetime) -> list[Item]:
    return [*_guarantees(plan), *booking_items(plan, now), *agreement_items(plan, now)]


def _guarantees(plan: Plan) -> list[Item]:
    """Say which promises of agreements the plan breaks; nothing where none is made."""
    instance = get_instance(db.session, plan.groupement_id, plan.run_id)
    served: Counter[int] = Counter()
    for visit in plan.visits:
        served[visit.demand_id] += visit.length
    promised = [one for one in instance["demands"] if one["guaranteed"]]
    short = [one for one in promised if served[number_of(one["id"])] < one["guaranteed"]]
    if not promised:
        return []
    if not short:
        fine = gettext("Every guaranteed time is served.")
        return [Item(code="guarantees", weight=Weight.FINE, title=fine)]
    title = ngettext(
        "%(num)d demand gets less than it was guaranteed.",
        "%(num)d demands get less than they were guaranteed.",
        len(short),
    )
    return [Item(code="guarantees", weight=Weight.CONFIRM, title=title)]


PARTS: dict[str, Check] = {
    "today": _today,
    "law": law_items,
    "notice": notice_items,
    "agreement": _promises,
}
