"""The fields of a place in a form: a commune, its street, and a pin; shared by all audiences."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FloatField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput, NumberInput

from cdo_share.accounts.models import Site
from cdo_share.accounts.places import PlaceWish
from cdo_share.communes.table import Commune, find_communes, get_commune, resolve_commune
from cdo_share.web.forms import Form, asked

MOST_MEANINGS = 12
SAME_POINT = 1e-5  # degrees: a metre


class DegreesField(FloatField):
    """An angle in degrees; a comma does as well as a point."""

    widget = NumberInput(step="any")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say how one is written."""
        try:
            super().process_formdata([text.strip().replace(",", ".") for text in valuelist])
        except ValueError as error:
            raise ValueError(gettext("Write a number of degrees, for example 47.658.")) from error


class PlaceForm(Form):
    """Where something is; `meanings` are the communes to choose from when the text means several.

    Drawn by `commune_field(form)` and `map_pin(form, …)` of components/places.html.
    """

    address = StringField(_l("Street and number"), render_kw={"autocomplete": "street-address"})
    commune = StringField(_l("Commune"), [asked], description=_l("Its name or its postal code."))
    insee = StringField(widget=HiddenInput())
    lat = DegreesField(_l("Pin: latitude in degrees"), [Optional()])
    lon = DegreesField(_l("Pin: longitude in degrees"), [Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.meanings: list[Commune] = []

    def place(self, present: Site | None = None) -> PlaceWish:
        """Return what was typed; call `validate()` before.

        When the commune is another than that of the `present` site, a pin that still lies where
        that site is goes with it: without script nobody has moved it.
        """
        insee = self.choose_commune()
        lat, lon = self.lat.data, self.lon.data
        if present is not None and insee != present.insee and is_at(present, lat, lon):
            lat = lon = None
        return PlaceWish(insee=insee, address=self.address.data or "", lat=lat, lon=lon)

    def choose_commune(self) -> str:
        """Return the code of the commune that was chosen or can only be meant, else "" and why."""
        typed = (self.commune.data or "").strip()
        found = resolve_commune(typed) or find_communes(typed, MOST_MEANINGS)
        picked = [one for one in found if one.insee == self.insee.data]
        if len(picked or found) == 1:
            return (picked or found)[0].insee
        self.meanings = found
        if typed:
            self.commune.errors = [*self.commune.errors, _doubt(typed, bool(found))]
        return ""


def _doubt(typed: str, is_several: bool) -> str:
    if is_several:
        return str(gettext("Several communes may be meant: choose yours."))
    return str(
        gettext("No commune is called “%(typed)s”: write its name or its postal code.", typed=typed)
    )


def is_at(site: Site, lat: float | None, lon: float | None) -> bool:
    """Return whether a pin lies where the site is."""
    if lat is None or lon is None:
        return False
    return abs(site.lat - lat) < SAME_POINT and abs(site.lon - lon) < SAME_POINT


def is_pinned(site: Site) -> bool:
    """Return whether somebody placed the site elsewhere than where its commune stands."""
    commune = get_commune(site.insee)
    return commune is None or not is_at(site, commune.lat, commune.lon)


def place_answers(site: Site) -> dict[str, Any]:
    """Return the answers of a site; a point that is the commune's own is no pin."""
    commune, has_pin = get_commune(site.insee), is_pinned(site)
    return {
        "address": site.address,
        "commune": commune.label if commune else site.commune,
        "insee": site.insee,
        "lat": site.lat if has_pin else None,
        "lon": site.lon if has_pin else None,
    }
