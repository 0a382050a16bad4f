"""Days on which nobody is visited as JSON, in and out."""

from datetime import date

from pydantic import BaseModel

from cdo_share.demands.models import MemberClosure
from cdo_share.rounds.models import ClosedDay
from cdo_share.web.api.values import AddressNumber, Body, Day, Line


class FirmAddress(BaseModel):
    """The number of a member."""

    member_id: AddressNumber


class ClosureAddress(FirmAddress):
    """The numbers of a member and of a stretch of days."""

    closure_id: AddressNumber


class RoundAddress(BaseModel):
    """The number of a period."""

    period_id: AddressNumber


class ClosureBody(Body):
    """A stretch of days on which a firm is closed; both ends are included."""

    starts_on: Day
    ends_on: Day


class ClosureOut(BaseModel):
    """A stretch of days on which a firm is closed; both ends are included."""

    id: int
    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, row: MemberClosure) -> "ClosureOut":
        """Return a stretch as the API gives it."""
        return cls(id=row.id, starts_on=row.starts_on, ends_on=row.ends_on)


class ClosureList(BaseModel):
    """The stretches of a firm, in order."""

    items: list[ClosureOut]


class ClosedDayBody(Body):
    """A day of the period on which everybody rests."""

    day: Day
    name: Line


class ClosedDayQuery(BaseModel):
    """The day in question."""

    day: Day


class ClosedDayOut(BaseModel):
    """A day on which everybody rests."""

    day: date
    name: str

    @classmethod
    def of(cls, row: ClosedDay) -> "ClosedDayOut":
        """Return a day as the API gives it."""
        return cls(day=row.day, name=row.name)


class ClosedDayList(BaseModel):
    """The closed days of a period, in order."""

    items: list[ClosedDayOut]
