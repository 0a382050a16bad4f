"""The pages of the sheet for one audience, made by `sheet_pages`.

The templates in templates/availability_sheet extend the layout of the audience.
"""

from typing import Any

from flask import Blueprint

from cdo_share.web.availability_sheet.exception_pages import add_exceptions
from cdo_share.web.availability_sheet.index import show_index
from cdo_share.web.availability_sheet.right import add_right
from cdo_share.web.availability_sheet.sheet import Sheet
from cdo_share.web.availability_sheet.week_pages import add_week


def sheet_pages(name: str, sheet: Sheet, *, url_prefix: str) -> Blueprint:
    """Return the blueprint of one audience's sheet."""
    blueprint = Blueprint(name, __name__, url_prefix=url_prefix)
    add_week(blueprint, sheet)
    add_exceptions(blueprint, sheet)
    add_right(blueprint, sheet)

    @blueprint.get("")
    def index() -> Any:
        """Show the usual week and the exceptions, both ready to change."""
        return show_index(sheet)

    return blueprint
