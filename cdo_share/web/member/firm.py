"""My firm: where it is, the weeks in which it is closed, the public holidays of its commune."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.accounts.models import Member
from cdo_share.accounts.places import move_member
from cdo_share.accounts.queries import get_member
from cdo_share.communes.table import get_commune
from cdo_share.core.errors import InvalidInput
from cdo_share.core.i18n import Message
from cdo_share.core.orm import transaction
from cdo_share.demands.closures import add_closure, list_closures, remove_closure
from cdo_share.publishing.misfits import Reason
from cdo_share.rounds.holidays import local_holidays
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.member.firm_forms import (
    ClosureForm,
    SiteForm,
    differences,
    site_form,
)
from cdo_share.web.misfit_texts import flash_misfits, of_member
from cdo_share.web.period import local_today
from cdo_share.web.places import is_pinned

blueprint = Blueprint("firm", __name__, url_prefix="/entreprise")

HOLIDAYS_AHEAD = timedelta(days=365)


@blueprint.get("/fermetures")  # where a refused closed week leaves the reader
@blueprint.get("")  # registered first: the address that links carry
def index() -> Any:
    """Show where the firm is, when it is closed, and when everybody rests."""
    return _show(ClosureForm(formdata=None))


def _show(form: ClosureForm, status: int = 200) -> Any:
    member, today = _member(), local_today()
    page = render_template(
        "member/firm/index.html",
        member=member,
        is_pinned=is_pinned(member.site),
        is_approximate=_is_approximate(member),
        closures=list_closures(db.session, member.groupement_id, member.id, from_on=today),
        holidays=_holidays(member, today),
        form=form,
    )
    return page, status


def _member() -> Member:
    acting = actor()
    return get_member(db.session, acting.groupement_id, acting.member.id)


def _is_approximate(member: Member) -> bool:
    """Return whether the firm stands at a point that is only roughly its commune's."""
    commune, site = get_commune(member.site.insee), member.site
    if commune is None or commune.is_exact:
        return False
    return (site.lat, site.lon) == (commune.lat, commune.lon)


def _holidays(member: Member, today: date) -> list[tuple[date, str]]:
    found = local_holidays(member.site.insee, today, today + HOLIDAYS_AHEAD)
    return [(day, translate(Message(name))) for day, name in found.items()]


@blueprint.post("/fermetures")
def close() -> Any:
    """Store a stretch of closed days, or say what is wrong with it."""
    form = ClosureForm()
    if not form.validate():
        return _show(form, 422)
    try:
        with transaction(db.session):
            add_closure(
                db.session,
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                today=local_today(),
                **_whose(),
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, 422)
    message = gettext("From the next allocation on nobody is planned at your firm on these days.")
    return _done(message, Reason.CLOSED)


@blueprint.post("/fermetures/<int:closure_id>/retirer")
def reopen(closure_id: int) -> Any:
    """Take a stretch of closed days away."""
    with transaction(db.session):
        remove_closure(db.session, closure_id=closure_id, **_whose())
    return _done(gettext("Your firm is open again on these days."))


def _whose() -> dict[str, int]:
    acting = actor()
    return {"groupement_id": acting.groupement_id, "member_id": acting.member.id}


@blueprint.get("/lieu")
def edit() -> Any:
    """Show the form that says where the firm is."""
    member = _member()
    return _show_site(site_form(member), member)


@blueprint.post("/lieu")
def update() -> Any:
    """Move the firm; show what is wrong, or what somebody else changed meanwhile."""
    form, member = SiteForm(), _member()
    is_valid = form.validate()
    wish = form.place(member.site)
    if form.version.data != member.version:
        # Sent again, the form holds against what is shown now.
        form.version.data, form.version.raw_data = member.version, None
        return _show_site(form, member, 409, differences(member.site, wish))
    if not is_valid:
        return _show_site(form, member, 422)
    version = member.version
    try:
        with transaction(db.session):
            move_member(db.session, wish=wish, version=version, **_whose())
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show_site(form, _member(), 422)
    message = gettext("Your firm’s place is stored; the next allocation counts from there.")
    return _done(message, Reason.MOVED)


def _show_site(
    form: SiteForm, member: Member, status: int = 200, changed: list[list[str]] | None = None
) -> Any:
    commune = get_commune(form.insee.data or "") or get_commune(member.site.insee)
    start = (commune.lat, commune.lon) if commune else (member.site.lat, member.site.lon)
    page = render_template(
        "member/firm/edit.html",
        form=form,
        start=start,
        is_approximate=commune is not None and not commune.is_exact and form.lat.data is None,
        changed=changed,
    )
    return page, status


def _done(message: str, *reasons: Reason) -> Any:
    """Go back; warn of published visits that no longer fit for one of these reasons."""
    flash(message, "success")
    flash_misfits(of_member(actor().member.id, reasons) if reasons else ())
    return redirect(url_for("member.firm.index"))
