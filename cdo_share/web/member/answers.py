"""“Nothing this time”: the member's answer to a round in which they ask for nothing."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.models import DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.rounds.locks import hold_member
from cdo_share.rounds.member_answers import say_nothing_needed, take_back_answer
from cdo_share.rounds.models import Period
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.member.stating import by_whom, done, get_chosen_period

blueprint = Blueprint("answers", __name__, url_prefix="/reponse")


@blueprint.post("/rien")
def create() -> Any:
    """Store that the firm needs nothing this time."""
    period = get_chosen_period()
    with transaction(db.session):
        # Whoever states a demand for the firm at this moment is waited for.
        hold_member(db.session, actor().member.id)
        _refuse_with_demands(period)
        say_nothing_needed(
            db.session, period_id=period.id, person_id=actor().person_id, **by_whom()
        )
    return done(gettext("Thank you: your groupement knows that you need nothing this time."))


@blueprint.post("/reprendre")
def delete() -> Any:
    """Take the answer back."""
    period = get_chosen_period()
    with transaction(db.session):
        take_back_answer(
            db.session,
            groupement_id=period.groupement_id,
            member_id=actor().member.id,
            period_id=period.id,
        )
    return done(gettext("Your answer is taken back: state a demand whenever you like."))


def _refuse_with_demands(period: Period) -> None:
    demands = list_demands(db.session, period.groupement_id, period.id, actor().member.id)
    if any(demand.state is DemandState.SUBMITTED for demand in demands):
        raise Conflict(N_("You have stated a demand in this round: withdraw it first."))
