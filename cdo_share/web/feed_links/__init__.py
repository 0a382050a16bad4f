"""The page on which a person subscribes to their calendar: one link for each device.

The same for every audience: an audience makes its blueprint with `calendar_pages` and gives
the templates `<audience>/calendars/index.html` and `created.html`, which consist of the
macros of components/calendars.html.
"""

from cdo_share.web.feed_links.clients import client_text
from cdo_share.web.feed_links.links import FeedLink
from cdo_share.web.feed_links.pages import calendar_pages
from cdo_share.web.feed_links.rows import list_feed_links

__all__ = ["FeedLink", "calendar_pages", "client_text", "list_feed_links"]
