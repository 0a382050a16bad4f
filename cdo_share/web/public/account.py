"""My account: what people see and change about themselves, whatever their roles."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask import session as browser
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import InputRequired

from cdo_share.accounts.models import Person, Role, RoleKind
from cdo_share.accounts.profile import change_password as change_own_password
from cdo_share.accounts.profile import change_profile
from cdo_share.accounts.queries import list_roles
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput, NotAllowed
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.parting import leave_role
from cdo_share.web.auth import ask_to_log_in, log_in
from cdo_share.web.extensions import db, limiter
from cdo_share.web.forms import Form, options
from cdo_share.web.languages import LANGUAGES
from cdo_share.web.role_texts import role_text
from cdo_share.web.sending import sending

blueprint = Blueprint("account", __name__, url_prefix="/compte")


class ProfileForm(Form):
    """Name, and the language of mails and pages."""

    name = StringField(_l("Your name"), [InputRequired()], render_kw={"autocomplete": "name"})
    language = RadioField(
        _l("Language of mails and pages"), [InputRequired()], choices=options(LANGUAGES)
    )


class PasswordForm(Form):
    """The present password and the new one."""

    present = PasswordField(
        _l("Present password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )
    password = PasswordField(
        _l("New password"),
        [InputRequired()],
        description=_l("At least 15 characters; a short sentence is easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.before_request
def _require_log_in() -> Any:
    return None if current_user.is_authenticated else ask_to_log_in()


def _me() -> Person:
    return db.session.get_one(Person, current_user.id)


@blueprint.get("/mot-de-passe")  # where a refused password leaves the reader
@blueprint.get("")  # registered first: the address that links carry
def edit() -> Any:
    """Show the account of whoever is logged in."""
    return _show()


def _show(
    profile: ProfileForm | None = None, password: PasswordForm | None = None, status: int = 200
) -> Any:
    me = _me()
    page = render_template(
        "public/account/edit.html",
        email=me.email,
        profile=profile or ProfileForm(formdata=None, name=me.name, language=me.language),
        password=password or PasswordForm(formdata=None),
        roles=list(_leavable(list_roles(db.session, me.id))),
    )
    return page, status


def _leavable(roles: Sequence[Role]) -> Iterator[tuple[Role, str, str]]:
    """Yield each role, what it is called, and what is asked before it is left.

    What phones blocked is erased with the last role of a CDO.
    """
    is_last = sum(role.kind is RoleKind.CDO for role in roles) == 1
    for role in roles:
        words = role_text(role)
        asked = gettext(
            "Leave this role: %(role)s? Only a new invitation brings it back.", role=words
        )
        if is_last and role.kind is RoleKind.CDO and current_app.config["SETTINGS"].caldav:
            erased = gettext("The time that your phone has blocked here is erased for good.")
            asked = f"{asked} {erased}"
        yield role, words, asked


@blueprint.post("")
def update() -> Any:
    """Store name and language; the pages speak that language from now on."""
    form = ProfileForm()
    if not form.validate():
        return _show(profile=form, status=422)
    try:
        with transaction(db.session):
            change_profile(_me(), name=form.name.data or "", language=form.language.data)
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(profile=form, status=422)
    browser["language"] = form.language.data
    flash(gettext("Your account is up to date."), "success")
    return redirect(url_for("public.account.edit"))


def _person_key() -> str:
    return f"person-{current_user.get_id()}"


def _is_refused(response: Response) -> bool:
    return response.status_code == 422


@blueprint.post("/mot-de-passe")
@limiter.limit("10 per 5 minutes", key_func=_person_key, deduct_when=_is_refused)
def change_password() -> Any:
    """Set a new password, log out everywhere else, and go on here under a new session id."""
    if current_app.config["DEMONSTRATION"]:
        raise NotAllowed(N_("In the demonstration passwords stay as they are."))
    form = PasswordForm()
    if not form.validate():
        return _show(password=form, status=422)
    try:
        person = _change_password(form)
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(password=form, status=422)
    log_in(person, reading=db.session)
    flash(gettext("Your new password is set. You are logged out everywhere else."), "success")
    return redirect(url_for("public.account.edit"))


def _change_password(form: PasswordForm) -> Person:
    person = _me()
    with transaction(db.session):
        change_own_password(
            db.session,
            person,
            present=form.present.data or "",
            password=form.password.data or "",
            now=utc_now(),
        )
    return person


@blueprint.post("/roles/<int:role_id>/quitter")
def leave(role_id: int) -> Any:
    """Give up a role, for good as far as this page goes: the groupement must invite again."""
    with transaction(db.session):
        role = leave_role(
            db.session, person_id=_me().id, role_id=role_id, now=utc_now(), sending=sending()
        )
        left = role_text(role)
    flash(gettext("You have left: %(role)s.", role=left), "success")
    return redirect(url_for("public.account.edit"))
