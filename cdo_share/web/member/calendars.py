"""The firm's visits in the calendars of its people."""

from cdo_share.accounts.models import RoleKind
from cdo_share.web.feed_links import calendar_pages

blueprint = calendar_pages(RoleKind.MEMBER)
