"""The own visits as files for a calendar program."""

from cdo_share.accounts.models import RoleKind
from cdo_share.web.calendar_files import calendar_file_pages

blueprint = calendar_file_pages(RoleKind.CDO)
