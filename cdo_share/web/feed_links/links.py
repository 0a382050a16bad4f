"""The address of a feed with its secret, in the forms that calendars want; pure."""

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote, urlencode

import segno

OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
MICROSOFT_365 = "https://outlook.office.com/calendar/0/addfromweb"
# How many modules wide the empty border is that a reader needs.
QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class FeedLink:
    """The address of a feed with its secret; `name` is what Outlook calls the calendar."""

    https: str
    name: str = ""

    @property
    def webcal(self) -> str:
        """Return the address that opens Apple's and other calendars."""
        return "webcal://" + self.https.split("://", 1)[1]

    @property
    def google(self) -> str:
        """Return the address at which Google offers to subscribe."""
        query = urlencode({"cid": self.webcal})
        return f"https://calendar.google.com/calendar/render?{query}"

    @property
    def outlook(self) -> str:
        """Return the address at which Outlook offers to subscribe with a private account."""
        return f"{OUTLOOK}?{self._for_outlook}"

    @property
    def microsoft_365(self) -> str:
        """Return the address at which Outlook offers it with the account of a firm."""
        return f"{MICROSOFT_365}?{self._for_outlook}"

    @property
    def _for_outlook(self) -> str:
        # Outlook shows a plus sign as it is.
        return urlencode({"url": self.https, "name": self.name}, quote_via=quote)

    @property
    def qr_svg(self) -> str:
        """Return a drawing for the camera of another device: the address that opens calendars."""
        drawing = BytesIO()
        code = segno.make_qr(self.webcal, error="m")
        code.save(
            drawing,
            kind="svg",
            border=QUIET_ZONE,
            xmldecl=False,
            svgns=False,
            omitsize=True,
            svgclass="qr-code",
            lineclass=None,
            light="#fff",
        )
        return drawing.getvalue().decode()
