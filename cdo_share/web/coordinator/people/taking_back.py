"""Taking a role back from somebody who speaks for nobody here any more."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.parting import take_role_back
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.sending import sending

blueprint = Blueprint("taking_back", __name__, url_prefix="/personnes/roles/<int:role_id>")


@blueprint.post("/retirer")
def take_back(role_id: int) -> Any:
    """End the role at once; only a new invitation brings it back."""
    with transaction(db.session):
        person = take_role_back(
            db.session,
            groupement_id=actor().groupement_id,
            role_id=role_id,
            taken_by_id=actor().person_id,
            now=utc_now(),
            sending=sending(),
        )
        name = person.name
    flash(gettext("%(name)s no longer has this role.", name=name), "success")
    return redirect(url_for("coordinator.people.index"))
