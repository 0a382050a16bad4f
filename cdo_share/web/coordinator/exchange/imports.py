"""An import: a file is taken, what it would do is shown, then it is done whole or not at all."""

from contextlib import suppress
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.exchange.csv_files import csv_bytes
from cdo_share.exchange.drafts import (
    Upload,
    begin_import,
    get_draft,
    read_upload,
    take_draft,
    upload_faults,
)
from cdo_share.exchange.models import ImportDraft
from cdo_share.exchange.preview import Preview
from cdo_share.exchange.service import (
    Imported,
    Moved,
    Prepared,
    carry_out,
    prepare_import,
    preview_import,
)
from cdo_share.exchange.table import Finding, Table
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.exchange.import_form import KINDS, new_form, show_tables
from cdo_share.web.coordinator.people.inviting import Letters, store_letters, write_letters
from cdo_share.web.extensions import db, limiter
from cdo_share.web.languages import language, translate

blueprint = Blueprint("imports", __name__, url_prefix="/tableaux/imports")

MOST_TRIES = 3
MOST_SHOWN = 100  # lines of each list; the whole of the faults can be downloaded


def _person_key() -> str:
    return f"imports-{current_user.get_id()}"


@blueprint.post("")
@limiter.limit("60 per hour", key_func=_person_key)
def create() -> Any:
    """Take a file, or say everything that keeps it from being read."""
    form = new_form()
    if not form.validate():
        return show_tables(form, 422)
    try:
        import_id = _begin(form.upload())
    except InvalidInput as refusal:
        form.take_faults(refusal)
        db.read_only()
        return show_tables(form, 422)
    return redirect(url_for("coordinator.imports.show", import_id=import_id), 303)


def _begin(upload: Upload) -> int:
    table = _read(upload)
    with transaction(db.session):
        draft = begin_import(
            db.session,
            upload,
            table,
            groupement_id=actor().groupement_id,
            person_id=actor().person_id,
            now=utc_now(),
        )
        return draft.id


def _read(upload: Upload) -> Table:
    """Return what a file says; raises InvalidInput with every fault of the form."""
    faults = [*upload_faults(db.session, actor().groupement_id, upload)]
    db.close()  # nothing is locked while the file is read
    try:
        table = read_upload(upload, language=language())
    except InvalidInput as refusal:
        raise InvalidInput(*faults, *refusal.faults) from None
    if faults:
        raise InvalidInput(*faults)
    return table


@blueprint.get("/<int:import_id>")
def show(import_id: int) -> Any:
    """Show what the import would do, or every fault by line."""
    return _show(import_id)


def _show(import_id: int, *, conflict: str = "", status: int = 200) -> Any:
    draft, preview = _preview(import_id)
    page = render_template(
        "coordinator/imports/show.html",
        draft=draft,
        preview=preview,
        kind=KINDS[preview.kind],
        faults=_by_line(preview.faults),
        warnings=_by_line(preview.warnings),
        most_shown=MOST_SHOWN,
        conflict=conflict,
    )
    return page, status


def _preview(import_id: int) -> tuple[ImportDraft, Preview]:
    now = utc_now()
    draft = get_draft(db.session, actor().groupement_id, import_id, now=now)
    return draft, preview_import(db.session, draft, language=language(), now=now)


def _by_line(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Return the findings of each line together, as they are read on the page."""
    return [
        {"line": line, "texts": [_sentence(finding) for finding in group]}
        for line, group in groupby(findings, key=lambda finding: finding.line)
    ]


def _sentence(finding: Finding) -> str:
    sentence, column = translate(finding.message), finding.column
    if column is None:
        return sentence
    values = {"letter": column.letter, "heading": column.heading, "sentence": sentence}
    if column.letter:
        return str(gettext("column %(letter)s “%(heading)s”: %(sentence)s", **values))
    return str(gettext("missing column “%(heading)s”: %(sentence)s", **values))


@blueprint.get("/<int:import_id>/fautes.csv")
def faults(import_id: int) -> Response:
    """Send the faults as a table, to correct the file beside it."""
    _, preview = _preview(import_id)
    heads = [gettext("line"), gettext("column"), gettext("heading"), gettext("what is wrong")]
    rows = [
        [
            str(finding.line),
            finding.column.letter if finding.column else "",
            finding.column.heading if finding.column else "",
            translate(finding.message),
        ]
        for finding in preview.faults
    ]
    answer = Response(csv_bytes([heads, *rows]), content_type="text/csv; charset=utf-8")
    name = gettext("faults-%(number)s.csv", number=import_id)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post("/<int:import_id>")
def confirm(import_id: int) -> Any:
    """Import what the preview showed, and invite the contacts if the box is ticked."""
    try:
        imported, invited = _import(import_id)
    except Conflict as conflict:
        db.read_only()
        return _show(import_id, conflict=translate(conflict.message), status=409)
    flash(_summary(imported, invited), "success")
    return redirect(url_for("coordinator.tables.index"), 303)


def _import(import_id: int) -> tuple[Imported, int | None]:
    """Return what was imported, and how many were invited, None unless that was asked.

    Somebody else's act may come between reading and writing: then all is read anew. Raises
    Conflict, NotFound.
    """
    for _ in range(MOST_TRIES - 1):
        with suppress(Moved):
            return _try_to_import(import_id)
    return _try_to_import(import_id)


def _try_to_import(import_id: int) -> tuple[Imported, int | None]:
    db.read_only()  # nothing is locked while lines are understood and mails are written
    prepared = _prepare(import_id)
    letters = _letters(prepared)
    db.close()
    with transaction(db.session):
        imported = carry_out(db.session, prepared, person_id=actor().person_id, now=utc_now())
        if letters is not None:
            store_letters(db.session, letters, imported.numbers)
    return imported, len(letters.mails) if letters is not None else None


def _prepare(import_id: int) -> Prepared:
    now = utc_now()
    return prepare_import(
        db.session,
        get_draft(db.session, actor().groupement_id, import_id, now=now),
        seen=request.form.get("seen", ""),
        language=language(),
        now=now,
    )


def _letters(prepared: Prepared) -> Letters | None:
    is_inviting = request.form.get("invite") == "1"
    return write_letters(db.session, prepared.contacts) if is_inviting else None


def _summary(imported: Imported, invited: int | None) -> str:
    parts = [
        ngettext("%(num)d line added", "%(num)d lines added", imported.new),
        ngettext("%(num)d changed", "%(num)d changed", imported.changed),
    ]
    if invited is not None:
        parts.append(ngettext("%(num)d person invited", "%(num)d people invited", invited))
    return f"{KINDS[imported.kind]} – {', '.join(parts)}."


@blueprint.post("/<int:import_id>/abandon")
def delete(import_id: int) -> Any:
    """Forget the file; nothing of it was imported."""
    with transaction(db.session):
        take_draft(db.session, actor().groupement_id, import_id, now=utc_now())
    flash(gettext("The file is forgotten; nothing was imported."), "info")
    return redirect(url_for("coordinator.tables.index"), 303)
