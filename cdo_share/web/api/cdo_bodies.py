"""A CDO as JSON, in and out; caps count half-days."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from cdo_share.accounts.engagement_wish import EngagementWish
from cdo_share.accounts.models import Engagement, Regime
from cdo_share.web.api.place_bodies import PlaceOut
from cdo_share.web.api.values import Body, Count, Degrees, Flag, Line, Version


class CdoBody(Body):
    """A CDO's engagement; without `lat` and `lon` the base is the middle of its commune."""

    name: Annotated[Line, Field(description="for a person nobody knows yet")]
    email: Line
    phone: Line = ""
    regime: Regime
    address: Line = ""
    commune: Annotated[Line, Field(description="the INSEE code of the base's commune")]
    lat: Degrees | None = None
    lon: Degrees | None = None
    day_cap_halfdays: Count = 2
    week_cap_halfdays: Count
    period_cap_halfdays: Count
    average_weeks: Count | None = None
    average_halfdays: Count | None = None
    max_km: Count = 60
    max_members: Count = 8
    max_sites_per_day: Count = 2
    works_remotely: Flag = True
    outside_hours: Annotated[Count, Field(description="salaried hours a week elsewhere")] = 0
    skills: Annotated[
        dict[Line, Count], Field(max_length=100, description="level, 1 to 3, by code")
    ] = {}

    def wish(self) -> EngagementWish:
        """Return what is asked for as plain values."""
        return EngagementWish(insee=self.commune, **self.model_dump(exclude={"version", "commune"}))


class CdoChange(CdoBody):
    """A CDO as they shall be from now on; `version` is the one that was read."""

    version: Version


OF_OTHERS = {"has_accepted", "name", "email", "phone", "base", "skills"}


class CdoOut(BaseModel):
    """A CDO's engagement as it stands; `skills` by code with a level from 1 to 3.

    Until `has_accepted`, name and phone are those that were entered. Who left is not active.
    """

    id: int
    version: int
    is_active: bool
    has_accepted: bool
    name: str
    email: str
    phone: str
    regime: Regime
    base: PlaceOut
    skills: dict[str, int]
    day_cap_halfdays: int
    week_cap_halfdays: int
    period_cap_halfdays: int
    average_weeks: int | None
    average_halfdays: int | None
    max_km: int
    max_members: int
    max_sites_per_day: int
    works_remotely: bool
    outside_hours: int

    @classmethod
    def of(cls, cdo: Engagement) -> "CdoOut":
        """Return a CDO, loaded with person, base and skills, as the API gives them."""
        person = cdo.person
        own = cls.model_fields.keys() - OF_OTHERS
        values: dict[str, Any] = {name: getattr(cdo, name) for name in own}
        return cls(
            **values,
            has_accepted=person.known_to_id is None,
            name=person.name,
            email=person.email,
            phone=person.phone,
            base=PlaceOut.of(cdo.base),
            skills={row.skill: row.level for row in cdo.skills},
        )


class CdoList(BaseModel):
    """A part of a list, and how many there are in all."""

    items: list[CdoOut]
    total: int
