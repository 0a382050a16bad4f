"""The visits of the whole groupement in the coordinator's own calendars."""

from cdo_share.accounts.models import RoleKind
from cdo_share.web.feed_links import calendar_pages

blueprint = calendar_pages(RoleKind.COORDINATOR)
