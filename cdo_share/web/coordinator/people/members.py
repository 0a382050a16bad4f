"""A member of the groupement: entering one, changing it, archiving and bringing it back."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.accounts.firms import edit_member
from cdo_share.accounts.models import Member
from cdo_share.accounts.queries import get_member
from cdo_share.communes.table import get_commune
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.parting import set_member_active
from cdo_share.publishing.misfits import Reason
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.people.member_forms import MemberForm, filled, member_words
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.extensions import db
from cdo_share.web.misfit_texts import flash_misfits, of_member
from cdo_share.web.period import local_today
from cdo_share.web.sending import sending

blueprint = Blueprint("members", __name__, url_prefix="/adherents/<int:member_id>")


@blueprint.get("")
def edit(member_id: int) -> str:
    """Show a member, ready to change."""
    member = _get(member_id)
    form = MemberForm(data=filled(member))
    form.seen.data = pack_words(member_words(member))
    return _show(form, member)


@blueprint.post("")
def update(member_id: int) -> Any:
    """Store the member, or say everything that is wrong or has changed meanwhile."""
    member, form = _get(member_id), MemberForm()
    form.validate()
    wish = form.wish(member.site)
    try:
        with transaction(db.session):
            edit_member(
                db.session,
                groupement_id=actor().groupement_id,
                member_id=member_id,
                wish=wish,
                version=form.version.data or 0,
            )
            note_act("edit_member", ("member", member_id))
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, _get(member_id)), 422
    except Conflict:
        present = _get(member_id)
        return _show(form, present, _take_note(form, present)), 409
    flash(gettext("The member is stored."), "success")
    flash_misfits(of_member(member_id, {Reason.MOVED}), plans=True)
    return redirect(url_for("coordinator.people.index"))


def _take_note(form: MemberForm, present: Member) -> list[Difference]:
    """Return what changed since the form was opened, and let it be sent over that."""
    words = member_words(present)
    changes = list_differences(unpack_words(form.seen.data), words)
    for field, value in ((form.version, present.version), (form.seen, pack_words(words))):
        field.raw_data, field.data = None, value
    return changes


@blueprint.post("/archiver")
def archive(member_id: int) -> Any:
    """Let the member leave: its demands no longer take part."""
    name = _set_active(member_id, is_active=False)
    flash(gettext("%(name)s is archived; its demands take no part.", name=name), "success")
    flash_misfits(of_member(member_id, {Reason.MEMBER_LEFT}), plans=True)
    return redirect(url_for("coordinator.people.index"))


@blueprint.post("/reactiver")
def reactivate(member_id: int) -> Any:
    """Let a member who left come back."""
    name = _set_active(member_id, is_active=True)
    flash(gettext("%(name)s takes part again.", name=name), "success")
    return redirect(url_for(".edit", member_id=member_id))


def _set_active(member_id: int, *, is_active: bool) -> str:
    with transaction(db.session):
        member = set_member_active(
            db.session,
            groupement_id=actor().groupement_id,
            member_id=member_id,
            is_active=is_active,
            version=request.form.get("version", 0, type=int),
            now=utc_now(),
            sending=sending(),
        )
        note_act("reactivate" if is_active else "archive", ("member", member_id))
        return member.name


def _get(member_id: int) -> Member:
    return get_member(db.session, actor().groupement_id, member_id)


def _show(form: MemberForm, member: Member, changes: Sequence[Difference] | None = None) -> str:
    commune = get_commune(form.insee.data or "") or get_commune(member.site.insee)
    start = (commune.lat, commune.lon) if commune else (member.site.lat, member.site.lon)
    visits = list_visits_in_force(
        db.session, actor().groupement_id, member_id=member.id, first=local_today()
    )
    return render_template(
        "coordinator/members/edit.html",
        visits_ahead=len(visits),
        form=form,
        member=member,
        start=start,
        is_approximate=commune is not None and not commune.is_exact,
        changes=changes,
    )
