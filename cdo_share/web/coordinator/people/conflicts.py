"""Pairs of members who must not share a CDO, for example rivals in one trade."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from cdo_share.accounts.conflicts import add_member_conflict, remove_member_conflict
from cdo_share.accounts.models import Member
from cdo_share.accounts.queries import list_conflicts, list_members
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, asked

blueprint = Blueprint("conflicts", __name__, url_prefix="/incompatibilites")


def _number(text: Any) -> int | None:
    return int(text) if text not in (None, "") else None


class PairForm(Form):
    """Two members."""

    member_id = SelectField(_l("One member"), [asked, Optional()], coerce=_number)
    other_id = SelectField(_l("The other member"), [asked, Optional()], coerce=_number)

    def __init__(self, members: list[Member], **values: Any) -> None:
        super().__init__(**values)
        choices = [SelectChoice("", gettext("Choose…"))] + [
            SelectChoice(member.id, member.name) for member in members
        ]
        self.member_id.choices = self.other_id.choices = choices


@blueprint.get("")
def index() -> str:
    """Show the pairs that are kept apart, and the form for another."""
    members = _members()
    return _show(PairForm(members, formdata=None), members)


@blueprint.post("")
def create() -> Any:
    """Keep two members apart, or say what is wrong."""
    members = _members()
    form = PairForm(members)
    if not form.validate():
        return _show(form, members), 422
    chosen = {"member_id": form.member_id.data, "other_id": form.other_id.data}
    try:
        with transaction(db.session):
            add_member_conflict(db.session, groupement_id=actor().groupement_id, **chosen)
            note_act("keep_apart", ("member", chosen["member_id"]), other=chosen["other_id"])
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, _members()), 422
    flash(
        gettext("These two members no longer share a CDO from the next allocation on."), "success"
    )
    return redirect(url_for(".index"))


@blueprint.post("/<int:member_id>/<int:other_id>/retrait")
def delete(member_id: int, other_id: int) -> Any:
    """Let two members share a CDO again."""
    with transaction(db.session):
        remove_member_conflict(
            db.session,
            groupement_id=actor().groupement_id,
            member_id=member_id,
            other_id=other_id,
        )
        note_act("let_together", ("member", member_id), other=other_id)
    flash(gettext("These two members may share a CDO again."), "success")
    return redirect(url_for(".index"))


def _members() -> list[Member]:
    return list_members(db.session, actor().groupement_id)


def _show(form: PairForm, members: list[Member]) -> str:
    names = {member.id: member.name for member in members}
    pairs = [
        {"first_id": first, "second_id": second, "names": (names[first], names[second])}
        for first, second in list_conflicts(db.session, actor().groupement_id)
        if first in names and second in names
    ]
    return render_template("coordinator/conflicts/index.html", form=form, pairs=pairs)
