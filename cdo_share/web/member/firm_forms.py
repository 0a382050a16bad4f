"""The forms of “My firm”: where it is, and a stretch of days on which it is closed."""

from collections.abc import Iterator

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from cdo_share.accounts.models import Member, Site
from cdo_share.accounts.places import PlaceWish
from cdo_share.communes.table import get_commune
from cdo_share.web.fields import DayField, NumberField
from cdo_share.web.forms import Form, asked
from cdo_share.web.places import PlaceForm, place_answers

DEGREES = "0.00000"  # a metre
NOTHING = "–"


class ClosureForm(Form):
    """The first and the last day of a stretch, both closed."""

    starts_on = DayField(_l("First day closed"), [asked, Optional()])
    ends_on = DayField(_l("Last day closed"), [asked, Optional()])


class SiteForm(PlaceForm):
    """Where the firm is, and which version of it the person saw."""

    version = NumberField(widget=HiddenInput(), default=0)


def site_form(member: Member) -> SiteForm:
    """Return the form with the answers of the member's present site."""
    return SiteForm(formdata=None, version=member.version, **place_answers(member.site))


def differences(site: Site, wish: PlaceWish) -> list[list[str]]:
    """Return what somebody else's change and this one differ in: answer, as stored, as typed."""
    rows = [
        [label, present or NOTHING, typed or NOTHING]
        for label, present, typed in _compared(site, wish)
    ]
    return [row for row in rows if row[1] != row[2]]


def _compared(site: Site, wish: PlaceWish) -> Iterator[tuple[str, str, str]]:
    commune = get_commune(wish.insee)
    yield gettext("Street and number"), site.address, wish.address
    yield gettext("Commune"), site.commune, commune.name if commune else ""
    lat = wish.lat if wish.lat is not None or commune is None else commune.lat
    lon = wish.lon if wish.lon is not None or commune is None else commune.lon
    yield gettext("Point"), point_text(site.lat, site.lon), point_text(lat, lon)


def point_text(lat: float | None, lon: float | None) -> str:
    """Return a point as “47,65830 ; −2,76100”; nothing for half a point."""
    if lat is None or lon is None:
        return ""
    return " ; ".join(format_decimal(angle, DEGREES) for angle in (lat, lon))
