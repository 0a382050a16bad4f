"""The CDO's visits in their own calendars."""

from cdo_share.accounts.models import RoleKind
from cdo_share.web.cdo.free_page import free_page_values
from cdo_share.web.feed_links import calendar_pages

blueprint = calendar_pages(RoleKind.CDO, free_page_values)
