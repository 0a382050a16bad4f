"""Tables out: templates to fill in, and everything of the groupement to keep."""

from typing import Any

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.exchange.blanks import blank_csv, blank_workbook
from cdo_share.exchange.csv_files import write_csv, write_csv_archive
from cdo_share.exchange.export import export_all, export_table
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.sheets import file_name_of
from cdo_share.exchange.workbooks import write_workbook
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.exchange.import_form import show_tables
from cdo_share.web.extensions import db
from cdo_share.web.languages import language

blueprint = Blueprint("tables", __name__, url_prefix="/tableaux")

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


@blueprint.get("")
def index() -> Any:
    """Show how to import, the templates, and what can be exported."""
    return show_tables()


@blueprint.get("/modele")
def template() -> Response:
    """Send a template; `?table=` names the table, `?format=` the format."""
    kind, extension = _kind(), _format("xlsx", "csv")
    write = blank_workbook if extension == "xlsx" else blank_csv
    name = gettext("template-%(table)s", table=file_name_of(kind.value, language()))
    return _attachment(write(kind, language()), name, extension)


@blueprint.get("/export")
def export() -> Response:
    """Send one table of the groupement, as it can be imported again."""
    kind, extension = _kind(), _format("xlsx", "csv")
    sheet = export_table(db.session, actor().groupement_id, kind, language())
    content = write_workbook([sheet]) if extension == "xlsx" else write_csv(sheet)
    return _attachment(content, _dated(sheet.file_name), extension)


@blueprint.get("/export-complet")
def export_everything() -> Response:
    """Send every table: one workbook, or one CSV file each in an archive."""
    extension = _format("xlsx", "zip")
    sheets = export_all(db.session, actor().groupement_id, language())
    content = write_workbook(sheets) if extension == "xlsx" else write_csv_archive(sheets)
    return _attachment(content, _dated("export"), extension)


def _kind() -> TableKind:
    try:
        return TableKind(request.args.get("table", TableKind.MEMBERS.value))
    except ValueError:
        abort(404)


def _format(*possible: str) -> str:
    chosen = request.args.get("format", possible[0])
    if chosen not in possible:
        abort(404)
    return chosen


def _dated(name: str) -> str:
    """Return a file name of our own making: nothing a person typed is in it."""
    return f"{actor().groupement.slug}-{name}-{utc_now():%Y-%m-%d}"


def _attachment(content: bytes, name: str, extension: str) -> Response:
    answer = Response(content, content_type=TYPES[extension])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{extension}")
    return answer
