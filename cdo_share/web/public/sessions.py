"""Log in and log out."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from sqlalchemy.orm import Session
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired

from cdo_share.accounts.models import Person
from cdo_share.accounts.service import authenticate
from cdo_share.web.auth import log_in, start_session
from cdo_share.web.demonstration import (
    DEMONSTRATION_PASSWORD,
    authenticate_demonstration,
    list_demonstration_logins,
)
from cdo_share.web.extensions import db, limiter
from cdo_share.web.forms import Form
from cdo_share.web.public.home import own_path

blueprint = Blueprint("sessions", __name__)

LOGIN_LIMIT = "10 per 5 minutes"


class LoginForm(Form):
    """Address and password."""

    email = EmailField(
        _l("E-mail address"), [InputRequired()], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


def _account() -> str:
    return request.form.get("email", "").strip().lower()


def _is_refused(response: Response) -> bool:
    """Return whether an attempt counts: who knows the password may log in as often as they like."""
    return response.status_code == 422


@blueprint.get("/connexion")
def new() -> Any:
    """Show the log-in form."""
    if current_user.is_authenticated:
        return redirect(url_for("public.home.index"))
    return _show(LoginForm(next=request.args.get("next", "")))


def _show(form: LoginForm, status: int = 200) -> Any:
    is_demonstration = current_app.config["DEMONSTRATION"]
    page = render_template(
        "public/sessions/new.html",
        form=form,
        logins=list_demonstration_logins(db.session) if is_demonstration else [],
        demonstration_password=DEMONSTRATION_PASSWORD if is_demonstration else "",
    )
    return page, status


@blueprint.post("/connexion")
@limiter.limit(LOGIN_LIMIT, key_func=_account, deduct_when=_is_refused)
@limiter.limit("100 per 5 minutes")
def create() -> Any:
    """Log the person in under a new session id, or say that it did not work."""
    form = LoginForm()
    if not form.validate():
        return _show(form, 422)
    with db.makers.reading() as reading:
        person = _authenticate(reading, form.email.data or "", form.password.data or "")
        if person is not None:
            log_in(person, reading=reading)
    if person is None:
        form.form_errors.append(gettext("This address and this password do not belong together."))
        return _show(form, 422)
    return redirect(own_path(form.next.data or ""))


def _authenticate(reading: Session, email: str, password: str) -> Person | None:
    if current_app.config["DEMONSTRATION"]:
        invented = authenticate_demonstration(reading, email, password)
        if invented is not None:
            return invented
    return authenticate(reading, email, password)


@blueprint.post("/deconnexion")
def delete() -> Any:
    """End the session on the server and say so."""
    logout_user()
    start_session()
    flash(gettext("You are logged out."), "success")
    answer = redirect(url_for("public.home.index"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
