"""Password forgotten: asking for a link by mail, and choosing a new password with it."""

from time import monotonic, sleep
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from cdo_share.accounts.recovery import RESET_LIFE, ask_reset, get_reset_person, reset_password
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.orm import transaction
from cdo_share.notifications.service import tell_reset
from cdo_share.web.auth import log_in
from cdo_share.web.extensions import READING_METHODS, db, limiter
from cdo_share.web.forms import Form
from cdo_share.web.languages import translate
from cdo_share.web.mails import render_mail

blueprint = Blueprint("recovery", __name__, url_prefix="/mot-de-passe")

LIFE_MINUTES = int(RESET_LIFE.total_seconds()) // 60
# Well above what writing a mail takes: the time of the answer tells nothing of the address.
ANSWER_SECONDS = 0.3


class RecoveryForm(Form):
    """The address of the account."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired()],
        description=_l("The one with which you log in."),
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(Form):
    """A password of one's own."""

    password = PasswordField(
        _l("New password"),
        [InputRequired()],
        description=_l("At least 15 characters; a short sentence is easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.before_request
def _say_that_there_are_no_passwords() -> Any:
    """Answer for every page of these while the installation is a demonstration."""
    if not current_app.config["DEMONSTRATION"]:
        return None
    status = 200 if request.method in READING_METHODS else 403
    return render_template("public/recovery/demonstration.html"), status


@blueprint.errorhandler(NotFound)
def _say_that_the_link_is_worthless(refusal: NotFound) -> Any:
    """Show the way to a new link; the same for one that was used, ran out or never was."""
    message = translate(refusal.message)
    return render_template("public/recovery/worthless.html", message=message), 404


@blueprint.get("/oublie")
def new() -> Any:
    """Show the form that asks for a link."""
    return _show(RecoveryForm())


def _show(form: RecoveryForm, status: int = 200) -> Any:
    return render_template("public/recovery/new.html", form=form), status


@blueprint.post("/oublie")
@limiter.limit("10 per hour")
def create() -> Any:
    """Mail a link if somebody has this address; answer the same, as slowly, if nobody has."""
    answer_at = monotonic() + ANSWER_SECONDS
    form = RecoveryForm()
    if not form.validate():
        return _show(form, 422)
    try:
        _send_link(form.email.data or "")
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, 422)
    sleep(max(0.0, answer_at - monotonic()))
    email = (form.email.data or "").strip()
    return render_template("public/recovery/sent.html", email=email, minutes=LIFE_MINUTES)


def _send_link(email: str) -> None:
    """Write the mail, and leave no transaction open."""
    now = utc_now()
    with transaction(db.session):
        asked = ask_reset(db.session, email, now=now)
        if asked is None:
            return
        reset, token = asked
        path = url_for("public.recovery.edit", token=token)
        tell_reset(
            db.session,
            reset=reset,
            url=current_app.config["SETTINGS"].base_url + path,
            life_minutes=LIFE_MINUTES,
            now=now,
            render=render_mail,
        )


@blueprint.get("/nouveau/<token>")
def edit(token: str) -> Any:
    """Show whose password it is, and the form for a new one."""
    return _show_link(token, NewPasswordForm())


def _show_link(token: str, form: NewPasswordForm, status: int = 200) -> Any:
    person = get_reset_person(db.session, token, now=utc_now())
    page = render_template("public/recovery/edit.html", form=form, token=token, email=person.email)
    return page, status


@blueprint.post("/nouveau/<token>")
@limiter.limit("20 per hour")
def update(token: str) -> Any:
    """Set the password, log out everywhere else, and log in here under a new session id."""
    form = NewPasswordForm()
    if not form.validate():
        return _show_link(token, form, 422)
    password = form.password.data or ""
    try:
        with transaction(db.session):
            person = reset_password(db.session, token, password=password, now=utc_now())
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show_link(token, form, 422)
    log_in(person, reading=db.session)
    flash(gettext("Your new password is set. You are logged out everywhere else."), "success")
    return redirect(url_for("public.home.index"))
