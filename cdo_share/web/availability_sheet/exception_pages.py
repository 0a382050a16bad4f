"""Entering, changing, removing and bringing back what differs from the usual week."""

from typing import Any

from flask import Blueprint, flash, redirect, session, url_for
from flask_babel import gettext

from cdo_share.availability.queries import get_exception
from cdo_share.availability.service import add_exception, edit_exception, remove_exception
from cdo_share.availability.wish import CompleteWish
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.absences import KINDS
from cdo_share.web.availability_sheet.exceptions import ExceptionForm, filled, form_values
from cdo_share.web.availability_sheet.idle import idle_text
from cdo_share.web.availability_sheet.index import REMOVED, show_index
from cdo_share.web.availability_sheet.sheet import Sheet
from cdo_share.web.availability_sheet.words import exception_text
from cdo_share.web.differences import Difference
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today


def add_exceptions(blueprint: Blueprint, sheet: Sheet) -> None:
    """Add the pages of the exceptions."""

    @blueprint.post("/exceptions")
    def create() -> Any:
        """Store one stretch that differs from the usual week, or say everything that is wrong."""
        keys, form = sheet.keys(), ExceptionForm()
        if not form.validate():
            return show_index(sheet, form=form), 422
        try:
            with transaction(db.session):
                row = add_exception(db.session, **keys, wish=form.wish())
                sheet.note("add_exception", exception=row.id)
        except InvalidInput as refusal:
            form.take_faults(refusal)
            return show_index(sheet, form=form), 422
        return _done(sheet, form, gettext("The entry is stored."))

    @blueprint.get("/exceptions/<int:exception_id>")
    def edit(exception_id: int) -> Any:
        """Show one stretch, ready to change."""
        row = get_exception(db.session, **sheet.keys(), exception_id=exception_id)
        return sheet.render("exception", form=ExceptionForm(data=filled(row)), row_id=row.id)

    @blueprint.post("/exceptions/<int:exception_id>")
    def update(exception_id: int) -> Any:
        """Store one stretch as changed, or say everything that is wrong."""
        return _update(sheet, exception_id)

    @blueprint.post("/exceptions/<int:exception_id>/retrait")
    def delete(exception_id: int) -> Any:
        """Remove one stretch; the next page offers to bring it back."""
        keys = sheet.keys()
        with transaction(db.session):
            removed = remove_exception(db.session, **keys, exception_id=exception_id)
            sheet.note("remove_exception", exception=exception_id)
        session[REMOVED] = {
            "engagement_id": keys["engagement_id"],
            "text": exception_text(removed),
            "values": form_values(removed),
        }
        sheet.warn_of_visits()
        return redirect(url_for(".index"))


def _update(sheet: Sheet, exception_id: int) -> Any:
    keys, form = sheet.keys(), ExceptionForm()
    row = get_exception(db.session, **keys, exception_id=exception_id)
    if not form.validate():
        return sheet.render("exception", form=form, row_id=row.id), 422
    try:
        with transaction(db.session):
            edit_exception(
                db.session,
                **keys,
                exception_id=exception_id,
                wish=form.wish(),
                seen=form.seen.data or "",
            )
            sheet.note("edit_exception", exception=exception_id)
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return sheet.render("exception", form=form, row_id=exception_id), 422
    except Conflict:
        return _show_conflict(sheet, form, exception_id), 409
    return _done(sheet, form, gettext("The entry is changed."))


def _show_conflict(sheet: Sheet, form: ExceptionForm, exception_id: int) -> str:
    """Keep what was typed, and say what stands there now."""
    present = CompleteWish.of(get_exception(db.session, **sheet.keys(), exception_id=exception_id))
    seen = CompleteWish.read(form.seen.data or "")
    form.seen.data = present.line
    was = _words(seen) if seen else ""
    return sheet.render(
        "exception",
        form=form,
        row_id=exception_id,
        differences=[Difference(str(gettext("Entry")), was, _words(present))],
        changed_by=sheet.last_changed_by(),
    )


def _words(wish: CompleteWish) -> str:
    return f"{KINDS[wish.kind]}, {exception_text(wish)}"


def _done(sheet: Sheet, form: ExceptionForm, message: str) -> Any:
    """Go back; say at once when it changes nothing, or when published visits no longer fit."""
    flash(message, "success")
    if nothing := idle_text(form.wish(), local_today()):
        flash(nothing, "warning")
    sheet.warn_of_visits()
    return redirect(url_for(".index"))
