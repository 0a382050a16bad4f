"""A member firm as JSON, in and out; the words are those of the coordinator's form."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from cdo_share.accounts.firms import MemberWish
from cdo_share.accounts.models import Member, Sector
from cdo_share.web.api.place_bodies import PlaceOut
from cdo_share.web.api.values import Body, Count, Degrees, Line, Version


class MemberBody(Body):
    """A member firm; without `lat` and `lon` it stands in the middle of its commune."""

    name: Line
    siret: Annotated[Line, Field(description="14 digits, or empty")] = ""
    trade: Line = ""
    sector: Sector | None = None
    headcount: Count = 0
    address: Line = ""
    commune: Annotated[Line, Field(description="its INSEE code")]
    lat: Degrees | None = None
    lon: Degrees | None = None

    def wish(self) -> MemberWish:
        """Return what is asked for as plain values."""
        return MemberWish(insee=self.commune, **self.model_dump(exclude={"version", "commune"}))


class MemberChange(MemberBody):
    """A member as it shall be from now on; `version` is the one that was read."""

    version: Version


class MemberOut(BaseModel):
    """A member firm as it stands; one that left is not active."""

    id: int
    version: int
    is_active: bool
    name: str
    siret: str
    trade: str
    sector: Sector | None
    headcount: int
    site: PlaceOut

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        """Return a member, loaded with its site, as the API gives it."""
        values: dict[str, Any] = {n: getattr(member, n) for n in cls.model_fields if n != "site"}
        return cls(**values, site=PlaceOut.of(member.site))


class MemberList(BaseModel):
    """A part of a list, and how many there are in all."""

    items: list[MemberOut]
    total: int
