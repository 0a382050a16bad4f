"""Removing a round that was opened by mistake, as long as nothing was asked for in it."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.drafts import count_drafts
from cdo_share.demands.queries import list_demands
from cdo_share.exchange.waiting import forget_imports
from cdo_share.notifications.openings import forget_mails
from cdo_share.planning.queries import list_runs
from cdo_share.planning.shelf import list_put_away
from cdo_share.rounds.locks import hold_round, hold_rounds
from cdo_share.rounds.models import Period
from cdo_share.rounds.removal import remove_round
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.extensions import db

blueprint = Blueprint("round_removal", __name__, url_prefix="/campagnes/<int:period_id>/supprimer")


def is_planned(session: Session, period: Period) -> bool:
    """Return whether an allocation was asked for, so that the dates bind."""
    keys = (session, period.groupement_id, period.id)
    return bool(list_runs(*keys) or list_put_away(*keys))


def is_empty(session: Session, period: Period) -> bool:
    """Return whether nobody has asked for anything, nor begun to, nor shared anything out."""
    keys = (session, period.groupement_id, period.id)
    return not (list_demands(*keys) or count_drafts(*keys) or is_planned(session, period))


@blueprint.post("")
def delete(period_id: int) -> Any:
    """Remove the round, with the mails about it that have not left."""
    with transaction(db.session):
        hold_rounds(db.session, actor().groupement_id)
        period = hold_round(db.session, actor().groupement_id, period_id)
        if not is_empty(db.session, period):
            raise Conflict(
                N_("Demands were stated or begun for %(period)s, or it was shared out: it stays."),
                period=period.name,
            )
        name = period.name
        forget_imports(db.session, period_id)
        left = forget_mails(db.session, period_id)
        remove_round(db.session, period)
        note_act("remove_round", ("period", period_id), name=name)
    flash(_text(name, left), "success")
    return redirect(url_for("coordinator.home.index"))


def _text(name: str, left: int) -> str:
    removed = str(gettext("The round of %(period)s is removed.", period=name))
    if not left:
        return removed
    told = ngettext(
        "%(num)d mail that told of it has left already: tell that person.",
        "%(num)d mails that told of it have left already: tell these people.",
        left,
    )
    return f"{removed} {told}"
