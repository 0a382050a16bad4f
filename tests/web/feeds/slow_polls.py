"""The site with the empty route, and with a fault: each poll puts its statement together anew."""

from cdo_share.calendars import queries
from tests.web.feeds.empty_route import app

__all__ = ["app"]

queries._held_by_secret = queries._held_by_secret.__wrapped__  # type: ignore[assignment]
