"""Writing down what the agreement guarantees of a demand."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext

from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.demands.guarantees import guarantee
from cdo_share.demands.queries import get_demand
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.rounds.demands import show_demand
from cdo_share.web.coordinator.rounds.guarantee_form import GuaranteeForm
from cdo_share.web.extensions import db

blueprint = Blueprint("guarantees", __name__, url_prefix="/besoins/<int:demand_id>/garantie")


@blueprint.post("")
def update(demand_id: int) -> Any:
    """Store the half-days, or show what is wrong with them."""
    form = GuaranteeForm()
    form.validate()
    try:
        with transaction(db.session):
            _store(demand_id, form)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return show_demand(get_demand(db.session, actor().groupement_id, demand_id), form), 422
    flash(gettext("The guarantee is stored. The next allocations hold on to it."), "success")
    return redirect(url_for("coordinator.demands.show", demand_id=demand_id), 303)


def _store(demand_id: int, form: GuaranteeForm) -> None:
    halfdays = form.halfdays.data or 0
    groupement_id = actor().groupement_id
    guarantee(db.session, groupement_id=groupement_id, demand_id=demand_id, halfdays=halfdays)
    note_act("guarantee_demand", ("demand", demand_id), halfdays=halfdays)
