"""The question: a groupement's period as frozen objects, shaped exactly like `cdo-timeshare/1`.

Shapes and ranges are declared here; what refers to what is checked in `reading`. Nothing here knows
how a plan is made. Upper limits lie far beyond every groupement, and keep all sums exact.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AllowInfNan, BaseModel, ConfigDict, Field, Strict

from solver.clock import iso_date, minutes_of_day

FORMAT = "cdo-timeshare/1"

Text = Annotated[str, Strict(), Field(min_length=1)]
Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=0)]
Positive = Annotated[int, Strict(), Field(ge=1)]
Points = Annotated[Count, Field(le=1_000_000)]
PointsPerKm = Annotated[Count, Field(le=10_000)]
Factor = Annotated[Count, Field(le=1_000)]
Volume = Annotated[Count, Field(le=100_000)]
Load = Annotated[Count, Field(le=1_000_000)]
Place = Annotated[Count, Field(le=1_000_000)]
Length = Annotated[Positive, Field(le=1_000_000)]
Cap = Annotated[Count, Field(le=1_000_000_000)]
Most = Annotated[Positive, Field(le=1_000_000_000)]
Level = Annotated[int, Strict(), Field(ge=1, le=3)]
Weekday = Annotated[int, Strict(), Field(ge=0, le=4)]
Measure = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0)]
Ratio = Annotated[float, Strict(), AllowInfNan(False), Field(gt=0)]
Detour = Annotated[Ratio, Field(le=100)]
Speed = Annotated[Ratio, Field(ge=0.001, le=10**15)]
Minutes = Annotated[Measure, Field(le=1_000_000)]
Kilometres = Annotated[Measure, Field(le=1_000_000)]
IsoDate = Annotated[str, Strict(), AfterValidator(iso_date)]
Clock = Annotated[str, Strict(), AfterValidator(minutes_of_day)]
Range = tuple[IsoDate, IsoDate]
Position = tuple[Weekday, Count]


class Shape(BaseModel):
    """One JSON object of the instance: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Slot(Shape):
    """One slot of every day: local clock of its start and end, and its half of the day."""

    start: Clock
    end: Clock
    half: Literal["am", "pm"]


class Travel(Shape):
    """How road kilometres and minutes follow from great-circle kilometres."""

    detour: Detour
    kmh: Speed
    fixed_minutes: Minutes
    pause_minutes: Minutes


class Site(Shape):
    """A place with its coordinates in degrees."""

    id: Text
    lat: Annotated[float, Strict(), AllowInfNan(False), Field(ge=-90, le=90)]
    lon: Annotated[float, Strict(), AllowInfNan(False), Field(ge=-180, le=180)]


class AverageCap(Shape):
    """At most `slots` slots in any `weeks` consecutive weeks of the period."""

    weeks: Most
    slots: Cap


class Cdo(Shape):
    """A CDO: base, skills, availability and the caps of the period, all in slots."""

    id: Text
    regime: Annotated[str, Strict()] = ""
    base: Text
    skills: dict[Text, Level]
    available: Annotated[str, Strict(), Field(pattern="^[01]*$")]
    day_cap: Cap
    week_cap: Cap
    period_cap: Cap
    average_cap: AverageCap | None = None
    max_km: Kilometres
    max_members: Cap
    max_sites_per_day: Cap
    target_load: Load | None = None


class Demand(Shape):
    """What one member asks for one skill: volume in slots, cadence, place and wishes.

    `closed` are days inside its windows on which nobody is there; it may be left out.
    """

    id: Text
    member: Text
    skill: Text
    level: Level
    requested: Volume
    guaranteed: Volume = 0
    lengths: Annotated[tuple[Length, ...], Field(min_length=1)]
    windows: tuple[Range, ...]
    per_window: Most
    site: Text
    on_site: Flag
    forbidden: tuple[Position, ...]
    closed: tuple[IsoDate, ...] = ()
    preferred: tuple[Position, ...]
    weight: Factor
    max_cdos: Most
    excluded: tuple[Text, ...]
    previous_cdo: Text | None = None
    rhythm: Flag


class VisitShape(Shape):
    """A visit as JSON writes it."""

    demand: Text
    cdo: Text
    day: IsoDate
    slot: Place
    length: Length


class Weights(Shape):
    """Points of every part of the cost; `short` has one price per quarter of a demand."""

    short: tuple[Points, Points, Points, Points]
    guaranteed: Points
    extra_cdo: Points
    new_cdo: Points
    off_rhythm: Points
    non_preferred: Points
    km: PointsPerKm
    balance: Points
    change: Points


class Instance(Shape):
    """The whole question, checked: made by `solver.read_instance` only.

    `spared` are visits that are allowed although their demand excludes the CDO. They should be
    pins: the search keeps what is there, and does not look for them. The field may be left out.
    """

    format: Literal["cdo-timeshare/1"]
    name: Text
    timezone: Text
    days: Annotated[tuple[IsoDate, ...], Field(min_length=1)]
    slots: Annotated[tuple[Slot, ...], Field(min_length=1)]
    travel: Travel
    sites: tuple[Site, ...]
    conflicts: tuple[tuple[Text, Text], ...] = ()
    cdos: tuple[Cdo, ...]
    demands: tuple[Demand, ...]
    published: tuple[VisitShape, ...] = ()
    pins: tuple[VisitShape, ...] = ()
    spared: tuple[VisitShape, ...] = ()
    frozen_before: IsoDate | None = None
    max_changes: Cap | None = None
    weights: Weights

    def to_json(self) -> dict[str, Any]:
        """Give the instance back as a mapping of JSON values, without empty optional fields."""
        mapping = self.model_dump(mode="json")
        mapping["demands"] = [_without_empty(demand, "closed") for demand in mapping["demands"]]
        return _without_empty(mapping, "spared")


def _without_empty(mapping: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != field or value}
