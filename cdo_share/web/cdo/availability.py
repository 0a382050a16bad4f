"""When the CDO can work: their own sheet."""

from cdo_share.accounts.models import Engagement
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.pages import sheet_pages
from cdo_share.web.availability_sheet.sheet import Sheet


def _own() -> Engagement:
    return actor().engagement


SHEET = Sheet("cdo/layout.html", _own, is_own=True)
blueprint = sheet_pages("availability", SHEET, url_prefix="/disponibilites")
