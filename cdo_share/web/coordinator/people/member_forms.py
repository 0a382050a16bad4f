"""The form of a member firm: what is typed, read into a plain wish, and the firm in words."""

from typing import Any

from flask_babel import lazy_gettext as _l
from stdnum.fr import siret as siret_numbers
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from cdo_share.accounts.firms import MemberWish
from cdo_share.accounts.models import Member, Sector, Site
from cdo_share.web.fields import NumberField
from cdo_share.web.forms import asked, options, required
from cdo_share.web.places import PlaceForm, place_answers
from cdo_share.web.sector_texts import SECTORS

SECTOR_CHOICES = [("", _l("Not said")), *((kind.value, text) for kind, text in SECTORS.items())]


class MemberForm(PlaceForm):
    """A member firm and where it is."""

    name = StringField(_l("Name of the firm"), [asked])
    siret = StringField(_l("SIRET"), [Optional()], description=_l("14 digits, as on an invoice."))
    trade = StringField(
        _l("Trade"), [Optional()], description=_l("In a few words, such as “biscuit maker”.")
    )
    sector = SelectField(_l("Line of business"), [Optional()], choices=options(SECTOR_CHOICES))
    headcount = NumberField(_l("People who work there"), [required])
    version = NumberField(widget=HiddenInput(), default=0)
    seen = StringField(widget=HiddenInput(), default="")

    def wish(self, present: Site | None = None) -> MemberWish:
        """Return what was typed as plain values; `present` is where the firm is now."""
        place = self.place(present)
        return MemberWish(
            name=self.name.data or "",
            siret=self.siret.data or "",
            trade=self.trade.data or "",
            sector=Sector(self.sector.data) if self.sector.data in set(Sector) else None,
            headcount=self.headcount.data or 0,
            address=place.address,
            insee=place.insee,
            lat=place.lat,
            lon=place.lon,
        )


class NewMemberForm(MemberForm):
    """The same for a new firm, with the person who speaks for it."""

    contact_name = StringField(_l("Name of the person"), [Optional()])
    email = EmailField(_l("E-mail address"), [Optional()])
    is_invited = BooleanField(
        _l("Invite this person by mail now"),
        default=True,
        description=_l("Without an address nobody is invited; you can do it later."),
    )


def filled(member: Member) -> dict[str, Any]:
    """Return the answers of a member, for the form that changes it."""
    return place_answers(member.site) | {
        "name": member.name,
        "siret": siret_numbers.format(member.siret) if member.siret else "",
        "trade": member.trade,
        "sector": member.sector.value if member.sector else "",
        "headcount": member.headcount,
        "version": member.version,
    }


def member_words(member: Member) -> dict[str, str]:
    """Return what is known of a member in words, to tell what somebody else changed."""
    form = MemberForm(formdata=None, meta={"csrf": False}, data=filled(member))
    words = {
        str(form[name].label.text): "" if form[name].data is None else str(form[name].data)
        for name in ("name", "siret", "trade", "headcount", "address", "commune", "lat", "lon")
    }
    sector = str(SECTORS[member.sector]) if member.sector else ""
    return words | {str(form.sector.label.text): sector}
