"""A CDO's availability as JSON, in and out."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, StrictStr

from cdo_share.availability.models import ExceptionKind, Repeat
from cdo_share.availability.pattern import Pattern, write_pattern
from cdo_share.availability.queries import Availability
from cdo_share.availability.wish import ExceptionWish
from cdo_share.core.grid import Half
from cdo_share.web.api.problems import Problem
from cdo_share.web.api.values import Body, Day, Line, Weekday

Hours = Annotated[
    StrictStr, Field(pattern="^[01]{4}$", description="1 or 0 for each of the four hours")
]


class WorkedHalfday(Body):
    """A half-day of every week on which the CDO can work, or some of its hours."""

    weekday: Weekday
    half: Half
    hours: Hours = "1111"


class PatternBody(Body):
    """The usual week; half-days left out are not worked."""

    halfdays: Annotated[list[WorkedHalfday], Field(max_length=10)]
    week_version: Annotated[Line, Field(description="that of the week that was read")]

    def pattern(self) -> Pattern:
        """Return the week as plain values; of a half-day named twice the last counts."""
        return {(one.weekday, one.half): one.hours for one in self.halfdays}


class ExceptionBody(Body):
    """A stretch of half-days, both ends included, that may come again until a day."""

    kind: ExceptionKind
    starts_on: Day
    starts_half: Half = Half.AM
    ends_on: Day
    ends_half: Half = Half.PM
    repeats: Repeat = Repeat.NEVER
    repeats_until: Day | None = None

    def wish(self) -> ExceptionWish:
        """Return what is asked for as plain values."""
        return ExceptionWish(**self.model_dump())


class ExceptionOut(BaseModel):
    """A stretch of half-days that differs from the usual week."""

    id: int
    kind: ExceptionKind
    starts_on: date
    starts_half: Half
    ends_on: date
    ends_half: Half
    repeats: Repeat
    repeats_until: date | None


class AvailabilityOut(BaseModel):
    """When a CDO can work; busy times of their own calendars are not told.

    `week_version` goes back with a change of the week, as it is.
    """

    week: list[WorkedHalfday]
    week_version: str
    exceptions: list[ExceptionOut]

    @classmethod
    def of(cls, known: Availability) -> "AvailabilityOut":
        """Return what is known of a CDO as the API gives it."""
        names = ExceptionOut.model_fields
        return cls(
            week=[
                WorkedHalfday(weekday=weekday, half=half, hours=hours)
                for (weekday, half), hours in sorted(known.pattern.items())
            ],
            week_version=write_pattern(known.pattern),
            exceptions=[
                ExceptionOut(**{name: getattr(row, name) for name in names})
                for row in known.exceptions
            ],
        )


class WeekProblem(Problem):
    """Why a week was not stored, and what stands now."""

    present: AvailabilityOut
