"""Members, CDOs and the catalogue of skills, as a coordinator sees them."""

from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.access_tokens import Scope
from cdo_share.accounts.models import Engagement, Member, Regime, Site
from cdo_share.accounts.queries import get_engagement, get_member, list_engagements, list_members
from cdo_share.accounts.skills import SKILLS
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import AddressNumber, Page
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.languages import language

blueprint = resource("people", "Members, CDOs, and the catalogue of skills")
READ = security(Scope.PEOPLE_READ)


class MemberAddress(BaseModel):
    """The number of a member."""

    member_id: AddressNumber


class CdoAddress(BaseModel):
    """The number of a CDO."""

    cdo_id: AddressNumber


class PlaceOut(BaseModel):
    """Where a firm or a base is; degrees, WGS 84."""

    name: str
    address: str
    commune: str
    insee: str
    lat: float
    lon: float

    @classmethod
    def of(cls, site: Site) -> "PlaceOut":
        """Return a place as the API gives it."""
        return cls(**{name: getattr(site, name) for name in cls.model_fields})


class MemberOut(BaseModel):
    """A member firm."""

    id: int
    name: str
    trade: str
    headcount: int
    site: PlaceOut

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        """Return a member as the API gives it."""
        return cls(
            id=member.id,
            name=member.name,
            trade=member.trade,
            headcount=member.headcount,
            site=PlaceOut.of(member.site),
        )


class CdoOut(BaseModel):
    """A CDO; caps in half-days, `skills` by code with a level from 1 to 3."""

    id: int
    name: str
    regime: Regime
    base: PlaceOut
    skills: dict[str, int]
    day_cap_halfdays: int
    week_cap_halfdays: int
    period_cap_halfdays: int
    max_km: int
    max_members: int

    @classmethod
    def of(cls, cdo: Engagement) -> "CdoOut":
        """Return a CDO as the API gives it."""
        own = cls.model_fields.keys() - {"name", "base", "skills"}
        values: dict[str, Any] = {name: getattr(cdo, name) for name in own}
        return cls(
            **values,
            name=cdo.person.name,
            base=PlaceOut.of(cdo.base),
            skills={row.skill: row.level for row in cdo.skills},
        )


class SkillOut(BaseModel):
    """A skill of the catalogue, in the language of the request."""

    code: str
    label: str
    example: str


class MemberList(BaseModel):
    """A part of a list, and how many there are in all."""

    items: list[MemberOut]
    total: int


class CdoList(BaseModel):
    """A part of a list, and how many there are in all."""

    items: list[CdoOut]
    total: int


class SkillList(BaseModel):
    """The whole catalogue."""

    items: list[SkillOut]


@blueprint.get("/members", responses={200: MemberList}, security=READ)
@needs(Scope.PEOPLE_READ)
def members(query: Page) -> Any:
    """List the active members by name."""
    rows = list_members(db.session, actor().groupement_id)
    items = [MemberOut.of(row) for row in query.of(rows)]
    return MemberList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.get("/members/<int:member_id>", responses={200: MemberOut}, security=READ)
@needs(Scope.PEOPLE_READ)
def member(path: MemberAddress) -> Any:
    """Give one member."""
    row = get_member(db.session, actor().groupement_id, path.member_id)
    return MemberOut.of(row).model_dump(mode="json")


@blueprint.get("/cdos", responses={200: CdoList}, security=READ)
@needs(Scope.PEOPLE_READ)
def cdos(query: Page) -> Any:
    """List the active CDOs by number."""
    rows = list_engagements(db.session, actor().groupement_id)
    items = [CdoOut.of(row) for row in query.of(rows)]
    return CdoList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.get("/cdos/<int:cdo_id>", responses={200: CdoOut}, security=READ)
@needs(Scope.PEOPLE_READ)
def cdo(path: CdoAddress) -> Any:
    """Give one CDO."""
    row = get_engagement(db.session, actor().groupement_id, path.cdo_id)
    return CdoOut.of(row).model_dump(mode="json")


@blueprint.get("/skills", responses={200: SkillList})
def skills() -> Any:
    """List the skills that a demand can ask for."""
    items = [
        SkillOut(code=one.code, label=one.label(language()), example=one.example(language()))
        for one in SKILLS.values()
    ]
    return SkillList(items=items).model_dump(mode="json")
