"""Closing the round before an allocation, and opening it again."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext

from cdo_share.core.orm import transaction
from cdo_share.rounds.models import Period
from cdo_share.rounds.service import lock_period, reopen_period
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db

blueprint = Blueprint("rounds", __name__, url_prefix="/campagnes")


@blueprint.post("/<int:period_id>/clore")
def close(period_id: int) -> Any:
    """Let members change their demands no more."""
    _move(lock_period, period_id)
    flash(gettext("The round is closed: members can no longer change their demands."), "success")
    return redirect(url_for("coordinator.home.index"))


@blueprint.post("/<int:period_id>/rouvrir")
def reopen(period_id: int) -> Any:
    """Let members change their demands again."""
    _move(reopen_period, period_id)
    flash(gettext("The round is open again: members can change their demands."), "success")
    return redirect(url_for("coordinator.home.index"))


def _move(act: Callable[..., Period], period_id: int) -> None:
    with transaction(db.session):
        act(db.session, groupement_id=actor().groupement_id, period_id=period_id)
