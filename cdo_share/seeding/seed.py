"""The objects that seed files describe; each checks its own fields and refuses unknown ones.

References between them are checked in `links`. Amounts are half-days; dates are local.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal, get_args
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass

from cdo_share.core.grid import Half

_CLOSED = ConfigDict(extra="forbid")

HalfdayName = Literal[
    "mon-am", "mon-pm", "tue-am", "tue-pm", "wed-am",
    "wed-pm", "thu-am", "thu-pm", "fri-am", "fri-pm",
]  # fmt: skip
HalfName = Literal["am", "pm"]
RegimeName = Literal["forfait_jours", "part_time", "hours", "volunteer"]
ExceptionName = Literal["leave", "training", "other_work", "unavailable", "extra"]
CadenceName = Literal["weekly", "fortnightly", "monthly", "once"]
VisitName = Literal["half_day", "day"]
UrgencyName = Literal["normal", "soon", "urgent"]
UrgencyReasonName = Literal["standstill", "legal_date", "security", "season", "funding"]
DeclineName = Literal["conflict_of_interest", "past_disagreement", "other_expectations"]
GridName = Literal["half_day", "hour"]


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError("use small letters, digits and single hyphens")
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9._-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", text):
        raise ValueError("write an address like prenom.nom@firme.example, in small letters")
    return text


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+\d{8,15}", text):
        raise ValueError("write the number with its country, like +33261910001")
    return text


def _timezone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError("write a name of the time zone database, like Europe/Paris")
    return text


def _words(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


Slug = Annotated[str, StringConstraints(max_length=60), AfterValidator(_slug)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Email = Annotated[str, AfterValidator(_email)]
Phone = Annotated[str, AfterValidator(_phone)]
Insee = Annotated[str, StringConstraints(min_length=5, max_length=5)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Level = Annotated[int, Field(strict=True, ge=1, le=3)]
Count = Annotated[int, Field(strict=True, ge=1, le=1000)]
Day = Annotated[date, Field(strict=True)]
Yes = Annotated[bool, Field(strict=True)]


def weekday_and_half(name: HalfdayName) -> tuple[int, Half]:
    """Return ("mon-am") as weekday, 0 for Monday, and half of the day."""
    index = get_args(HalfdayName).index(name)
    return index // 2, Half.PM if index % 2 else Half.AM


@dataclass(frozen=True, config=_CLOSED)
class SeedGroupement:
    """The tenant."""

    slug: Slug
    name: Title
    timezone: Annotated[str, AfterValidator(_timezone)]
    address: Sentence
    contact_email: Email
    halfday_price_cents: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] | None = None


@dataclass(frozen=True, config=_CLOSED)
class SeedPeriod:
    """The weeks that the demands are for; both ends are included."""

    name: Title
    starts_on: Day
    ends_on: Day
    grid: GridName


@dataclass(frozen=True, config=_CLOSED)
class SeedCoordinator:
    """A person who runs the groupement."""

    id: Slug
    name: Title
    email: Email
    phone: Phone = ""


@dataclass(frozen=True, config=_CLOSED)
class SeedMember:
    """A firm with its site and the person who speaks for it; `closed` half-days hold every week."""

    id: Slug
    name: Title
    trade: Title
    problem: Sentence
    insee: Insee
    commune: Title
    address: Sentence
    lat: Latitude
    lon: Longitude
    headcount: Annotated[int, Field(ge=1, le=5000)]
    contact: Title
    email: Email
    phone: Phone = ""
    closed: Annotated[tuple[HalfdayName, ...], BeforeValidator(_words)] = ()


@dataclass(frozen=True, config=_CLOSED)
class SeedBase:
    """The place from which a CDO sets out."""

    insee: Insee
    commune: Title
    address: Sentence
    lat: Latitude
    lon: Longitude


@dataclass(frozen=True, config=_CLOSED)
class SeedAverageCap:
    """At most `halfdays` in any `weeks` consecutive weeks."""

    weeks: Count
    halfdays: Count


@dataclass(frozen=True, config=_CLOSED)
class SeedException:
    """A stretch, both ends included, that differs from the weekly pattern."""

    kind: ExceptionName
    starts_on: Day
    ends_on: Day
    starts_half: HalfName = "am"
    ends_half: HalfName = "pm"


@dataclass(frozen=True, config=_CLOSED)
class SeedCdo:
    """A person's engagement as CDO: regime, base, skills, caps, availability."""

    id: Slug
    name: Title
    email: Email
    regime: RegimeName
    base: SeedBase
    skills: dict[str, Level]
    day_cap: Annotated[int, Field(strict=True, ge=1, le=2)]
    week_cap: Annotated[int, Field(strict=True, ge=0, le=14)]
    period_cap: Count
    max_km: Count
    max_members: Count
    max_sites_per_day: Count
    weekly: tuple[HalfdayName, ...]
    average_cap: SeedAverageCap | None = None
    exception: tuple[SeedException, ...] = ()
    calendar: str | None = None
    phone: Phone = ""


@dataclass(frozen=True, config=_CLOSED)
class SeedExcluded:
    """A CDO whom the member would rather not have, and the category of the reason."""

    cdo: str
    category: DeclineName


@dataclass(frozen=True, config=_CLOSED)
class SeedDemand:
    """What a member asks for.

    A regular cadence asks for `visits_per_window` visits in every week, fortnight or month
    of [earliest, latest]; `once` asks for `halfdays` in all, in visits of that length.
    """

    id: Slug
    member: str
    title: Title
    skill: str
    level: Level
    cadence: CadenceName
    visit: VisitName
    earliest: Day
    latest: Day
    on_site: Yes
    visits_per_window: Annotated[int, Field(strict=True, ge=1, le=5)] = 1
    halfdays: Count | None = None
    preferred: tuple[HalfdayName, ...] = ()
    impossible: tuple[HalfdayName, ...] = ()
    urgency: UrgencyName = "normal"
    urgency_reason: UrgencyReasonName | None = None
    max_cdos: Annotated[int, Field(strict=True, ge=1, le=2)] = 1
    previous_cdo: str | None = None
    excluded: tuple[SeedExcluded, ...] = ()
    same_moment: Yes = False

    @property
    def visit_halfdays(self) -> int:
        """Return the length of one visit in half-days."""
        return 2 if self.visit == "day" else 1


@dataclass(frozen=True, config=_CLOSED)
class SeedConflict:
    """Two members who must not share a CDO."""

    members: Annotated[tuple[str, ...], Field(min_length=2, max_length=2)]


@dataclass(frozen=True, config=_CLOSED)
class SeedHoliday:
    """A public holiday, on which the whole groupement rests."""

    day: date
    name: Title


@dataclass(frozen=True, config=_CLOSED)
class SeedCalendar:
    """A calendar that a CDO exported; `name` is the one it gives itself, `data` its bytes."""

    cdo: str
    file: str
    name: str
    data: bytes


@dataclass(frozen=True, config=_CLOSED)
class Seed:
    """One demonstration groupement, checked; each sequence in the order of its file."""

    groupement: SeedGroupement
    period: SeedPeriod
    coordinators: tuple[SeedCoordinator, ...]
    members: tuple[SeedMember, ...]
    cdos: tuple[SeedCdo, ...]
    demands: tuple[SeedDemand, ...]
    conflicts: tuple[SeedConflict, ...]
    holidays: tuple[SeedHoliday, ...]
    calendars: tuple[SeedCalendar, ...]

    def impossible_of(self, demand: SeedDemand) -> tuple[HalfdayName, ...]:
        """Return the half-days that the demand or the closing days of its member rule out."""
        closed = next(m.closed for m in self.members if m.id == demand.member)
        return tuple(h for h in get_args(HalfdayName) if h in closed or h in demand.impossible)
