"""When one CDO can work, entered by the coordinator for a CDO who phones."""

from typing import Any

from flask import g

from cdo_share.accounts.models import Engagement
from cdo_share.accounts.queries import get_engagement
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.pages import sheet_pages
from cdo_share.web.availability_sheet.sheet import Sheet
from cdo_share.web.extensions import db

ARGUMENT = "engagement_id"


def _named() -> Engagement:
    """Return the CDO whose number stands in the address; raises NotFound."""
    return get_engagement(db.session, actor().groupement_id, g.sheet_engagement_id)


SHEET = Sheet("coordinator/layout.html", _named, is_own=False)
blueprint = sheet_pages(
    "availability_sheets", SHEET, url_prefix=f"/disponibilites/<int:{ARGUMENT}>"
)


@blueprint.url_value_preprocessor
def _take_number(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.sheet_engagement_id = (values or {}).pop(ARGUMENT)


@blueprint.url_defaults
def _fill_in(_endpoint: str, values: dict[str, Any]) -> None:
    if ARGUMENT not in values and "sheet_engagement_id" in g:
        values[ARGUMENT] = g.sheet_engagement_id
