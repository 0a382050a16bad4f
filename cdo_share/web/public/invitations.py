"""Accepting an invitation by its link: a new person chooses a password, a known one logs in.

The page does not know which of the two it is: whoever invites may open the link as well.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from cdo_share.accounts.invitations import get_invitation
from cdo_share.accounts.leaving import decline_invitation
from cdo_share.accounts.queries import find_person
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.orm import transaction
from cdo_share.joining import join, join_as
from cdo_share.web.auth import log_in
from cdo_share.web.extensions import db, limiter
from cdo_share.web.forms import Form
from cdo_share.web.languages import translate

blueprint = Blueprint("invitations", __name__, url_prefix="/invitation")


@blueprint.errorhandler(NotFound)
def _say_that_the_link_is_worthless(refusal: NotFound) -> Any:
    """Show the way in; the same for a link that was used, ran out or never was."""
    message = translate(refusal.message)
    return render_template("public/invitations/worthless.html", message=message), refusal.status


class InvitationForm(Form):
    """Name and a password of one's own."""

    name = StringField(_l("Your name"), [InputRequired()], render_kw={"autocomplete": "name"})
    password = PasswordField(
        _l("Choose a password"),
        [InputRequired()],
        description=_l("At least 15 characters; a short sentence is easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.get("/<token>")
def show(token: str) -> Any:
    """Show who invites to what: the same page whether the address has an account or not."""
    return _show(token, None)


def _show(token: str, form: InvitationForm | None, status: int = 200) -> Any:
    invitation = get_invitation(db.session, token, now=utc_now())
    page = render_template(
        "public/invitations/show.html",
        invitation=invitation,
        form=form or InvitationForm(name=invitation.name),
        token=token,
        is_own=current_user.is_authenticated and current_user.email == invitation.email,
        login_url=url_for("public.sessions.new", next=request.path),
    )
    return page, status


@blueprint.post("/<token>")
@limiter.limit("20 per hour")
def accept(token: str) -> Any:
    """Give the role; make the account first where there is none."""
    if current_user.is_authenticated:
        return _accept_as_known(token)
    form = InvitationForm()
    form.validate()
    try:
        with transaction(db.session):
            person = join(
                db.session,
                token,
                name=form.name.data or "",
                password=form.password.data or "",
                now=utc_now(),
            )
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(token, form, 422)
    log_in(person, reading=db.session)
    flash(gettext("Welcome! Your account is ready."), "success")
    return redirect(url_for("public.home.index"))


def _accept_as_known(token: str) -> Any:
    person = find_person(db.session, current_user.id)
    if person is None:
        raise NotFound("There is no such person.")
    with transaction(db.session):
        join_as(db.session, token, person=person, now=utc_now())
    log_in(person, reading=db.session)  # more rights: a new session id
    flash(gettext("You now have this role as well."), "success")
    return redirect(url_for("public.home.index"))


@blueprint.post("/<token>/decliner")
@limiter.limit("20 per hour")
def decline(token: str) -> Any:
    """Refuse the invitation; whoever holds its link may."""
    with transaction(db.session):
        decline_invitation(db.session, token, now=utc_now())
    flash(gettext("You declined the invitation; the groupement sees it."), "success")
    return redirect(url_for("public.home.index"))
