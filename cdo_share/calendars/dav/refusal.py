"""A refusal in the words of CalDAV: a status, and which condition was not met; pure."""

from xml.etree.ElementTree import Element

from cdo_share.calendars.dav.markup import CALDAV, DAV, element


class Refusal(Exception):
    """What a device asked is refused, without any effect.

    `condition` is the element that the answer names, if the standards know one.
    """

    def __init__(self, status: int, condition: Element | None = None) -> None:
        self.status = status
        self.condition = condition
        super().__init__(str(status))


def caldav_refusal(name: str, *details: Element, status: int = 403) -> Refusal:
    """Return the refusal by a condition of CalDAV (RFC 4791)."""
    return Refusal(status, element(CALDAV + name, *details))


def dav_refusal(name: str, *details: Element, status: int = 403) -> Refusal:
    """Return the refusal by a condition of WebDAV (RFC 4918, 3744, 6578)."""
    return Refusal(status, element(DAV + name, *details))
