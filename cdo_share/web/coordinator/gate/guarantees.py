"""Whether a plan gives every demand what the agreement guarantees."""

from collections import Counter
from datetime import datetime

from flask_babel import gettext, ngettext

from cdo_share.core.grid import Grid
from cdo_share.demands.guarantees import Guarantee, list_guarantees
from cdo_share.planning.models import Plan
from cdo_share.publishing.cancellation_queries import given_up_slots
from cdo_share.publishing.service import preview_changes
from cdo_share.rounds.queries import get_period
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.extensions import db
from cdo_share.web.formats import amount_text


def guarantee_items(plan: Plan, now: datetime) -> list[Item]:
    """Return the line about guarantees that would be broken; nothing where none is given."""
    guarantees = list_guarantees(db.session, plan.groupement_id, plan.period_id)
    if not guarantees:
        return []
    served = _count_served(plan, now)
    given_up = given_up_slots(db.session, plan.groupement_id, plan.period_id)
    short = [
        one
        for one in guarantees
        if served[one.demand_id] < _still_owed(one, given_up.get(one.demand_id, 0))
    ]
    if not short:
        fine = gettext("Every guaranteed time is served.")
        return [Item(code="guarantees", weight=Weight.FINE, title=fine)]
    title = ngettext(
        "%(num)d demand gets less than it was guaranteed.",
        "%(num)d demands get less than they were guaranteed.",
        len(short),
    )
    grid = get_period(db.session, plan.groupement_id, plan.period_id).grid
    sentences = [_sentence(one, served[one.demand_id], grid) for one in short]
    return [Item(code="guarantees", weight=Weight.CONFIRM, title=title, sentences=sentences)]


def _count_served(plan: Plan, now: datetime) -> Counter[int]:
    served: Counter[int] = Counter()
    for visit in preview_changes(db.session, plan.groupement_id, plan.id, now=now).standing:
        served[visit.demand_id] += visit.length
    return served


def _still_owed(one: Guarantee, given_up: int) -> int:
    """Return what is guaranteed of what is still asked for; cancelled time was given up."""
    return min(one.slots, one.requested_slots - given_up)


def _sentence(one: Guarantee, served: int, grid: Grid) -> str:
    return str(
        gettext(
            "%(member)s: “%(title)s”, %(promised)s guaranteed, %(served)s in this plan.",
            member=one.member_name,
            title=one.title,
            promised=amount_text(one.slots, grid),
            served=amount_text(served, grid),
        )
    )
