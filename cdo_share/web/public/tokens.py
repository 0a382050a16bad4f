"""Access for programs: the tokens of a person's roles, made here, shown once, taken back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from cdo_share.accounts.access_tokens import (
    SCOPES_OF,
    Scope,
    issue_token,
    list_access_tokens,
    revoke_access_token,
)
from cdo_share.accounts.queries import list_roles
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import ask_to_log_in
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, asked, options, required
from cdo_share.web.role_texts import role_text

blueprint = Blueprint("tokens", __name__, url_prefix="/compte/acces")

SCOPE_WORDS = {
    Scope.PEOPLE_READ: _l("Read members and CDOs"),
    Scope.PEOPLE_WRITE: _l("Enter and change members and CDOs"),
    Scope.ROUNDS_READ: _l("Read periods"),
    Scope.ROUNDS_WRITE: _l("Open and close rounds"),
    Scope.DEMANDS_READ: _l("Read demands"),
    Scope.DEMANDS_WRITE: _l("State and change demands"),
    Scope.AVAILABILITY_READ: _l("Read availability"),
    Scope.AVAILABILITY_WRITE: _l("Change availability"),
    Scope.VISITS_READ: _l("Read visits"),
}
LIVES = [("30", _l("30 days")), ("90", _l("90 days")), ("365", _l("a year"))]


class TokenForm(Form):
    """For which program, in which role, what it may do, for how long."""

    label = StringField(
        _l("Which program is it for?"),
        [required],
        description=_l("For example “Our accounts”: you will know which access to take back."),
    )
    role = SelectField(_l("In which role?"), [required], coerce=int)
    scopes = SelectMultipleField(
        _l("What may it do?"),
        [asked],
        validate_choice=False,  # the refusal of `issue_token` names what the role may not
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = RadioField(_l("For how long?"), [required], choices=options(LIVES), default="90")


@blueprint.before_request
def _require_log_in() -> Any:
    return None if current_user.is_authenticated else ask_to_log_in()


@blueprint.get("")
def index() -> Any:
    """Show the accesses of the person, and the form for another."""
    return _show(_form())


def _form() -> TokenForm:
    form = TokenForm()
    roles = list_roles(db.session, current_user.id)
    possible = {scope for role in roles for scope in SCOPES_OF[role.kind]}
    form.role.choices = options((role.id, role_text(role)) for role in roles)
    form.scopes.choices = options(
        (scope.value, words) for scope, words in SCOPE_WORDS.items() if scope in possible
    )
    return form


def _show(form: TokenForm, status: int = 200) -> Any:
    tokens = list_access_tokens(db.session, current_user.id, now=utc_now())
    page = render_template(
        "public/tokens/index.html",
        form=form,
        tokens=[(token, role_text(token.role), _words(token.scopes)) for token in tokens],
    )
    return page, status


def _words(scopes: Any) -> list[str]:
    return [str(SCOPE_WORDS[Scope(scope)]) for scope in scopes]


@blueprint.post("")
def create() -> Any:
    """Make an access and show its secret, this once; only its hash is kept."""
    form = _form()
    if not form.validate():
        return _show(form, 422)
    try:
        with transaction(db.session):
            token, secret = issue_token(
                db.session,
                person_id=int(current_user.id),
                role_id=form.role.data,
                label=form.label.data or "",
                scopes=form.scopes.data or [],
                days=int(form.days.data),
                now=utc_now(),
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, 422)
    return render_template("public/tokens/created.html", token=token, secret=secret)


@blueprint.post("/<int:token_id>/retirer")
def revoke(token_id: int) -> Any:
    """Take an access back: its program is refused from now on."""
    with transaction(db.session):
        token = revoke_access_token(
            db.session, person_id=int(current_user.id), token_id=token_id, now=utc_now()
        )
    flash(gettext("The access “%(label)s” is taken back.", label=token.label), "success")
    return redirect(url_for("public.tokens.index"))
