"""Which accepted wishes a plan does not keep: each with who asked for it."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from cdo_share.planning.models import Constraint, Plan
from cdo_share.planning.promises import list_unkept
from cdo_share.publishing.service import preview_changes
from cdo_share.rounds.queries import get_period
from cdo_share.today import first_changeable
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.coordinator.wishes import names_for, wish_sentences
from cdo_share.web.extensions import db


def list_broken_wishes(
    session: Session, plan: Plan, rows: Sequence[Constraint], now: datetime
) -> list[Constraint]:
    """Return those constraints of accepted wishes that publishing the plan would not keep."""
    found = preview_changes(session, plan.groupement_id, plan.id, now=now)
    period = get_period(session, plan.groupement_id, plan.period_id)
    return list_unkept(rows, found.standing, first_changeable(session, period, now))


def wish_items(plan: Plan, rows: Sequence[Constraint], now: datetime) -> list[Item]:
    """Return the line about wishes that were accepted and are not kept."""
    broken = list_broken_wishes(db.session, plan, rows, now)
    if not broken:
        return []
    title = ngettext(
        "%(num)d accepted wish is not kept by this plan: whoever made it was told yes.",
        "%(num)d accepted wishes are not kept by this plan: whoever made them was told yes.",
        len(broken),
    )
    period = get_period(db.session, plan.groupement_id, plan.period_id)
    return [
        Item(
            code="wishes",
            weight=Weight.CONFIRM,
            title=title,
            sentences=wish_sentences(broken, names_for(period)),
            link=gettext("See the constraints"),
            url=url_for("coordinator.constraints.index", periode=plan.period_id),
        )
    ]
