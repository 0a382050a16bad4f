"""Who belongs to the groupement, and inviting somebody to log in."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from cdo_share.accounts.archive import list_archived_engagements, list_archived_members
from cdo_share.accounts.invitations import Invitee
from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.queries import (
    list_engagements,
    list_groupement_roles,
    list_invitations,
    list_members,
)
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.people.groups import group_by_subject
from cdo_share.web.coordinator.people.inviting import send_invitation
from cdo_share.web.coordinator.people.search import find
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, required
from cdo_share.web.paging import part_of, searched_words

blueprint = Blueprint("people", __name__, url_prefix="/personnes")


class InvitationForm(Form):
    """Whom to invite, and as what: `role` reads like "member-12", "cdo-3" or "coordinator-0"."""

    name = StringField(_l("Name of the person"), [required])
    email = EmailField(_l("E-mail address"), [required])
    role = SelectField(_l("Invite as"), [required])

    def invitee(self) -> Invitee:
        """Return what was typed, for the service; a coordinator where no role could be read."""
        chosen = self.role.data if not self.role.errors else "coordinator-0"
        kind, subject_id = chosen.split("-")
        email, name = self.email.data or "", self.name.data or ""
        return Invitee(email, name, RoleKind(kind), int(subject_id))


@blueprint.get("")
def index() -> str:
    """Show members, CDOs and coordinators, who logs in for them, and who is invited.

    `?q=` leaves those in whose name, commune or log-ins the words stand.
    """
    groupement_id, now = actor().groupement_id, utc_now()
    people = group_by_subject(list_groupement_roles(db.session, groupement_id))
    members = list_members(db.session, groupement_id)
    engagements = list_engagements(db.session, groupement_id)
    archived = (
        *list_archived_engagements(db.session, groupement_id),
        *list_archived_members(db.session, groupement_id),
    )
    return render_template(
        "coordinator/people/index.html",
        counts=(len(members), len(engagements)),
        members=part_of(find(members, people)),
        engagements=part_of(find(engagements, people), "page_cdo"),
        archived=part_of(find(archived, people), "page_archives"),
        words=searched_words(),
        people=people,
        invited=group_by_subject(list_invitations(db.session, groupement_id, now=now)),
    )


@blueprint.get("/inviter")
def new() -> Any:
    """Show the invitation form; `?role=` and `?name=` fill it in."""
    chosen = {name: request.args[name] for name in ("role", "name") if name in request.args}
    form = _form(**chosen)
    form.email.data = _entered_address(chosen.get("role", ""))
    return _show(form)


def _entered_address(role: str) -> str:
    """Return the address under which a CDO like "cdo-3" was entered and has not accepted yet."""
    engagements = list_engagements(db.session, actor().groupement_id)
    people = {f"{RoleKind.CDO}-{one.id}": one.person for one in engagements}
    person = people.get(role)
    return person.email if person is not None and person.known_to_id else ""


@blueprint.post("/inviter")
def create() -> Any:
    """Invite by mail, and show the link this once so that it can be handed over otherwise."""
    form = _form()
    form.validate()
    was = _entered_address(form.role.data or "")
    try:
        with transaction(db.session):
            invitation, link = send_invitation(form.invitee())
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, 422)
    corrected = was if was != invitation.email else ""
    page = render_template(
        "coordinator/people/invited.html", invitation=invitation, link=link, corrected=corrected
    )
    return page, 201


def _form(**values: str) -> InvitationForm:
    form = InvitationForm(**values)
    groupement_id = actor().groupement_id
    form.role.choices = [
        SelectChoice("", gettext("Choose…")),
        SelectChoice("coordinator-0", gettext("Coordinator"), optgroup=gettext("The groupement")),
        *(
            SelectChoice(f"member-{member.id}", member.name, optgroup=gettext("A member firm"))
            for member in list_members(db.session, groupement_id)
        ),
        *(
            SelectChoice(f"cdo-{one.id}", one.person.name, optgroup=gettext("A CDO"))
            for one in list_engagements(db.session, groupement_id)
        ),
    ]
    return form


def _show(form: InvitationForm, status: int = 200) -> Any:
    return render_template("coordinator/people/new.html", form=form), status
