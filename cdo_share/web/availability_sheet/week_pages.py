"""Storing the usual week, by half-day or by hour; two who write at once see the difference."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from cdo_share.availability.pattern import Pattern, write_pattern
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import set_pattern
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.web.availability_sheet.index import seen_week, show_index, week_changes
from cdo_share.web.availability_sheet.sheet import Sheet
from cdo_share.web.availability_sheet.week import (
    read_halfdays,
    read_hours,
    show_hours,
)
from cdo_share.web.availability_sheet.words import week_text
from cdo_share.web.extensions import db
from cdo_share.web.period import present_grid


def add_week(blueprint: Blueprint, sheet: Sheet) -> None:
    """Add the pages of the usual week."""

    @blueprint.post("/semaine")
    def update_week() -> Any:
        """Store the half-days as ticked."""
        typed = read_halfdays(request.form, seen_week())
        return _store(sheet, typed) or (show_index(sheet, typed=typed), 409)

    @blueprint.get("/heures")
    def hours() -> Any:
        """Show the usual week hour by hour."""
        _refuse_forfait(sheet)
        return _show_hours(sheet)

    @blueprint.post("/heures")
    def update_hours() -> Any:
        """Store the hours as ticked."""
        _refuse_forfait(sheet)
        typed = read_hours(request.form)
        return _store(sheet, typed) or (_show_hours(sheet, typed), 409)


def _store(sheet: Sheet, typed: Pattern) -> Any:
    """Store the week and go back; None when somebody else stored another meanwhile."""
    keys = sheet.keys()
    seen = seen_week() if "seen" in request.form else None
    try:
        with transaction(db.session):
            set_pattern(db.session, **keys, pattern=typed, seen=seen)
            sheet.note("set_pattern", week=write_pattern(typed))
    except Conflict:
        return None
    flash(gettext("Your usual week is stored."), "success")
    sheet.warn_of_visits()
    return redirect(url_for(".index"))


def _refuse_forfait(sheet: Sheet) -> None:
    if not sheet.has_hours():
        raise NotFound(N_("Under forfait-jours time is counted in half-days, never in hours."))


def _show_hours(sheet: Sheet, typed: Pattern | None = None) -> str:
    present = get_availability(db.session, **sheet.keys()).pattern
    shown = present if typed is None else typed
    return sheet.render(
        "hours",
        table=show_hours(shown),
        summary=week_text(shown, present_grid()),
        seen=write_pattern(present),
        differences=week_changes(present) if typed is not None else None,
        changed_by=sheet.last_changed_by() if typed is not None else "",
    )
