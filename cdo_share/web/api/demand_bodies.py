"""A demand as JSON, in and out; the words are those of the form."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from cdo_share.core.grid import Half
from cdo_share.demands.models import (
    AmountUnit,
    Cadence,
    DeclineReason,
    Demand,
    DemandState,
    Place,
    Urgency,
    UrgencyReason,
    Wish,
)
from cdo_share.demands.wish import DemandWish
from cdo_share.web.api.values import Body, Count, Day, Flag, Line, RowNumber, Version, Weekday


class Halfday(Body):
    """A half-day of every week."""

    weekday: Weekday
    half: Half


class Declined(Body):
    """A CDO whom the member would rather not have, with the category of why."""

    cdo_id: RowNumber
    reason: DeclineReason


class DemandBody(Body):
    """What a demand asks for; dates left out are those of the period."""

    title: Line
    skill: Annotated[Line, Field(description="a code of the catalogue, see /skills")]
    level: Annotated[Count, Field(description="1 basics, 2 independent, 3 expert")] = 2
    cadence: Cadence
    visit_amount: Count
    visit_unit: AmountUnit = AmountUnit.HALF_DAYS
    visits_per_window: Count | None = 1
    total_visits: Annotated[Count | None, Field(description="only for the cadence once")] = None
    earliest_on: Day | None = None
    latest_on: Day | None = None
    place: Place = Place.ON_SITE
    remote_visits: Annotated[Count, Field(description="of the visits on site")] = 0
    urgency: Urgency = Urgency.NORMAL
    urgency_reason: UrgencyReason | None = None
    same_moment: Flag = False
    max_cdos: Count = 1
    preferred: Annotated[list[Halfday], Field(max_length=10)] = []
    impossible: Annotated[list[Halfday], Field(max_length=10)] = []
    declined: Annotated[list[Declined], Field(max_length=100)] = []
    previous_cdo_id: RowNumber | None = None

    def wish(self) -> DemandWish:
        """Return what is asked for as plain values."""
        same = self.model_dump(include=set(SAME_NAMES))
        return DemandWish(
            **same,
            preferred=_places(self.preferred),
            impossible=_places(self.impossible),
            declined=frozenset((one.cdo_id, one.reason) for one in self.declined),
            previous_engagement_id=self.previous_cdo_id,
        )


SAME_NAMES = (
    "title",
    "skill",
    "level",
    "cadence",
    "visit_amount",
    "visit_unit",
    "visits_per_window",
    "total_visits",
    "earliest_on",
    "latest_on",
    "place",
    "remote_visits",
    "urgency",
    "urgency_reason",
    "same_moment",
    "max_cdos",
)


def _places(halfdays: list[Halfday]) -> frozenset[tuple[int, Half]]:
    return frozenset((one.weekday, one.half) for one in halfdays)


class DemandChange(DemandBody):
    """A demand as it shall be from now on; `version` is the one that was read."""

    version: Version


class DemandOut(BaseModel):
    """A demand as it stands; `requested_slots` counts slots of the period's grid."""

    id: int
    member_id: int
    period_id: int
    state: DemandState
    version: int
    title: str
    skill: str
    level: int
    cadence: Cadence
    visit_amount: int
    visit_unit: AmountUnit
    visits_per_window: int
    visit_slots: int
    requested_slots: int
    earliest_on: date
    latest_on: date
    place: Place
    remote_visits: int
    urgency: Urgency
    urgency_reason: UrgencyReason | None
    same_moment: bool
    max_cdos: int
    preferred: list[Halfday]
    impossible: list[Halfday]
    declined: list[Declined]
    previous_cdo_id: int | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, demand: Demand) -> "DemandOut":
        """Return a demand, loaded with half-days and declined CDOs, as the API gives it."""
        own = cls.model_fields.keys() - {"preferred", "impossible", "declined", "previous_cdo_id"}
        values: dict[str, Any] = {name: getattr(demand, name) for name in own}
        return cls(
            **values,
            preferred=_marked(demand, Wish.PREFERRED),
            impossible=_marked(demand, Wish.IMPOSSIBLE),
            declined=[
                Declined(cdo_id=row.engagement_id, reason=row.reason) for row in demand.declined
            ],
            previous_cdo_id=demand.previous_engagement_id,
        )


def _marked(demand: Demand, wish: Wish) -> list[Halfday]:
    return [
        Halfday(weekday=row.weekday, half=row.half) for row in demand.halfdays if row.wish is wish
    ]
