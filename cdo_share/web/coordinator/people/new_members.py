"""Entering a firm that joins the groupement, and inviting the person who speaks for it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.accounts.firms import register_member
from cdo_share.accounts.invitations import Invitee
from cdo_share.accounts.models import Invitation, RoleKind
from cdo_share.accounts.queries import list_members
from cdo_share.communes.table import get_commune
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.people.inviting import send_invitation
from cdo_share.web.coordinator.people.member_forms import NewMemberForm
from cdo_share.web.extensions import db

blueprint = Blueprint("new_members", __name__, url_prefix="/adherents/nouveau")

MIDDLE_OF_FRANCE = (46.6, 2.5)


@blueprint.get("")
def new() -> str:
    """Show the form of a new member."""
    return _show(NewMemberForm(formdata=None))


@blueprint.post("")
def create() -> Any:
    """Enter the member and invite its contact, or say everything that is wrong."""
    form = NewMemberForm()
    form.validate()
    try:
        with transaction(db.session):
            member_id = _register(form)
            invited = _invite(form, member_id)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form), 422
    if invited is not None:
        page = render_template(
            "coordinator/people/invited.html", invitation=invited[0], link=invited[1]
        )
        return page, 201
    flash(gettext("%(name)s is entered.", name=form.name.data), "success")
    return redirect(url_for("coordinator.people.index"))


def _register(form: NewMemberForm) -> int:
    member = register_member(db.session, groupement_id=actor().groupement_id, wish=form.wish())
    note_act("register_member", ("member", member.id))
    return member.id


def _invite(form: NewMemberForm, member_id: int) -> tuple[Invitation, str] | None:
    email = form.email.data or ""
    if not form.is_invited.data or not email:
        return None
    name = form.contact_name.data or form.name.data or ""
    return send_invitation(Invitee(email, name, RoleKind.MEMBER, member_id))


def _show(form: NewMemberForm) -> str:
    commune = get_commune(form.insee.data or "")
    return render_template(
        "coordinator/members/new.html",
        form=form,
        start=(commune.lat, commune.lon) if commune else _where_members_are(),
        is_approximate=commune is not None and not commune.is_exact,
    )


def _where_members_are() -> tuple[float, float]:
    """Return where the map of a new member begins: at one of the others."""
    members = list_members(db.session, actor().groupement_id)
    return (members[0].site.lat, members[0].site.lon) if members else MIDDLE_OF_FRANCE
