"""What is typed of a CDO's engagement, and everything that can be wrong with it; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.accounts.places import place_faults
from cdo_share.accounts.regimes import Caps, blocking_faults
from cdo_share.accounts.service import MOST_NAME_CHARACTERS, normal_email
from cdo_share.accounts.short_names import short_name_faults
from cdo_share.accounts.skills import LEVELS, SKILLS
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line

MOST_ADDRESS_CHARACTERS = 200
MOST_PHONE_CHARACTERS = 30
MOST = 1000
# Field, least and most.
BOUNDS = (
    ("day_cap_halfdays", 1, 2),
    ("week_cap_halfdays", 0, 14),
    ("period_cap_halfdays", 1, MOST),
    ("max_km", 1, MOST),
    ("max_members", 1, MOST),
    ("max_sites_per_day", 1, MOST),
    ("outside_hours", 0, 48),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementWish:
    """A CDO's engagement as typed; fields bear the names of the form's fields.

    `email` names the person, and changes later only until they accept; `name` and `phone` are for a
    person nobody knows yet. An empty `slug` is made from the name, or kept. Without `lat` and
    `lon`, degrees, the base is the middle of the commune `insee`; one whose address stays the same
    stays where it is. Caps count half-days; `average_halfdays` in any run of `average_weeks`, both
    or none. `skills` tells the level, 1 to 3, by code.
    """

    email: str
    name: str
    phone: str = ""
    slug: str = ""
    regime: Regime
    address: str = ""
    insee: str
    lat: float | None = None
    lon: float | None = None
    day_cap_halfdays: int = 2
    week_cap_halfdays: int
    period_cap_halfdays: int
    average_weeks: int | None = None
    average_halfdays: int | None = None
    max_km: int = 60
    max_members: int = 8
    max_sites_per_day: int = 2
    works_remotely: bool = True
    outside_hours: int = 0
    skills: Mapping[str, int] = field(default_factory=dict)

    @property
    def caps(self) -> Caps:
        """Return how much the CDO may work."""
        return Caps(**{field.name: getattr(self, field.name) for field in fields(Caps)})

    def tidied(self) -> "EngagementWish":
        """Return the wish with texts on one line and the address in small letters."""
        return replace(
            self,
            email=clean_line(self.email).lower(),
            name=clean_line(self.name),
            phone=clean_line(self.phone),
            slug=self.slug.strip(),
            address=clean_line(self.address),
            insee=self.insee.strip().upper(),
        )


@dataclass(frozen=True, slots=True)
class OtherCdos:
    """What the CDOs of the groupement, also those who left, have taken."""

    slugs: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)

    def add(self, engagement: Engagement, email: str) -> None:
        """Note what a CDO has taken."""
        self.slugs.add(engagement.slug)
        self.emails.add(email)

    def leave_out(self, engagement: Engagement, email: str) -> None:
        """Forget what a CDO has taken, who is about to change it."""
        self.slugs.discard(engagement.slug)
        self.emails.discard(email)


def engagement_faults(wish: EngagementWish, others: OtherCdos) -> list[Fault]:
    """Return every fault of a tidied wish, in the order of its fields."""
    order = {field.name: number for number, field in enumerate(fields(EngagementWish))}
    order["commune"] = order["insee"]  # where a form lets people choose it
    amounts = [*_bound_faults(wish), *_average_faults(wish)]
    faults = [
        *_email_faults(wish.email, others),
        *_text_faults(wish),
        *short_name_faults(wish.slug, others.slugs),
        *place_faults(wish.insee, wish.lat, wish.lon),
        *(amounts or blocking_faults(wish.regime, wish.caps)),
        *_skill_faults(wish.skills),
    ]
    return sorted(faults, key=lambda fault: order[fault.field])


def _email_faults(email: str, others: OtherCdos) -> Iterator[Fault]:
    try:
        address = normal_email(email)
    except InvalidInput as refusal:
        yield from refusal.faults
        return
    if address in others.emails:
        sentence = N_("Somebody with the address %(email)s is a CDO of the groupement already.")
        yield Fault("email", sentence, {"email": address})


def _text_faults(wish: EngagementWish) -> Iterator[Fault]:
    if not wish.name:
        yield Fault("name", N_("Write the name of the person."))
    limits = {
        "name": MOST_NAME_CHARACTERS,
        "phone": MOST_PHONE_CHARACTERS,
        "address": MOST_ADDRESS_CHARACTERS,
    }
    for name, most in limits.items():
        length = len(getattr(wish, name))
        if length > most:
            sentence = N_("This has %(length)s characters; shorten it to %(most)s at most.")
            yield Fault(name, sentence, {"length": length, "most": most})


def _bound_faults(wish: EngagementWish) -> Iterator[Fault]:
    for name, least, most in BOUNDS:
        value = getattr(wish, name)
        if not least <= value <= most:
            sentence = N_("Give a number from %(least)s to %(most)s; you wrote %(value)s.")
            yield Fault(name, sentence, {"least": least, "most": most, "value": value})


def _average_faults(wish: EngagementWish) -> Iterator[Fault]:
    if (wish.average_weeks is None) != (wish.average_halfdays is None):
        sentence = N_("Give both the number of weeks and the half-days in them, or neither.")
        empty = "average_weeks" if wish.average_weeks is None else "average_halfdays"
        yield Fault(empty, sentence)
    for name in ("average_weeks", "average_halfdays"):
        value = getattr(wish, name)
        if value is not None and not 1 <= value <= MOST:
            sentence = N_("Give a number from %(least)s to %(most)s; you wrote %(value)s.")
            yield Fault(name, sentence, {"least": 1, "most": MOST, "value": value})


def _skill_faults(skills: Mapping[str, int]) -> Iterator[Fault]:
    if not skills:
        yield Fault("skills", N_("Name at least one skill: nobody can be planned without."))
    for code, level in skills.items():
        if code not in SKILLS:
            sentence = N_("The skill “%(skill)s” is not in the list; choose one of the list.")
            yield Fault("skills", sentence, {"skill": code})
        elif level not in LEVELS:
            sentence = N_("Choose a level from 1 to 3; you wrote %(level)s.")
            yield Fault("skills", sentence, {"level": level})
