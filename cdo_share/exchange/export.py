"""Everything of a groupement that its coordinator may see, as sheets; the first three come back.

Nothing here that the pages do not show: no reason why a member declines a CDO, no calendar.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cdo_share.accounts.archive import list_archived_engagements, list_archived_members
from cdo_share.accounts.models import Engagement, Member, RoleKind
from cdo_share.accounts.queries import list_engagements, list_groupement_roles, list_members
from cdo_share.communes.table import get_commune
from cdo_share.demands.models import Cadence, Demand
from cdo_share.exchange.cdos import wish_of as engagement_wish
from cdo_share.exchange.cells import write_halfdays, write_skills
from cdo_share.exchange.demand_wishes import wish_of as demand_wish
from cdo_share.exchange.export_rounds import (
    answer_cells,
    exception_cells,
    pattern_cells,
    visit_cells,
)
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.sheets import Cells, Sheet, make_sheet
from cdo_share.exchange.standing import standing
from cdo_share.exchange.vocabulary import VOCABULARIES


def export_table(session: Session, groupement_id: int, kind: TableKind, language: str) -> Sheet:
    """Return the table of members, of CDOs or of the demands of all periods."""
    cells = {
        TableKind.MEMBERS: member_cells,
        TableKind.CDOS: cdo_cells,
        TableKind.DEMANDS: demand_cells,
    }[kind]
    return make_sheet(kind.value, cells(session, groupement_id, language), language)


def export_all(session: Session, groupement_id: int, language: str) -> list[Sheet]:
    """Return every sheet, the three that can be imported first."""
    rest = {
        "pattern": pattern_cells,
        "exceptions": exception_cells,
        "visits": visit_cells,
        "answers": answer_cells,
    }
    return [
        *(export_table(session, groupement_id, kind, language) for kind in TableKind),
        *(
            make_sheet(name, cells(session, groupement_id, language), language)
            for name, cells in rest.items()
        ),
    ]


def member_cells(session: Session, groupement_id: int, language: str) -> Iterator[Cells]:
    """Yield the members by name, those who left last, each with the first who speaks for it."""
    voices: defaultdict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for role in list_groupement_roles(session, groupement_id):
        if role.kind is RoleKind.MEMBER:
            voices[role.member_id].append((role.person.name, role.person.email))
    present = list_members(session, groupement_id)
    for member in (*present, *list_archived_members(session, groupement_id)):
        contact = (voices[member.id] or [("", "")])[0]
        yield _member(member, language) | dict(
            zip(("contact_name", "contact_email"), contact, strict=True)
        )


def _member(member: Member, language: str) -> dict[str, str | int | float | None]:
    sector = VOCABULARIES["sector"].label(member.sector, language) if member.sector else ""
    return {
        "slug": member.slug,
        "name": member.name,
        "siret": member.siret,
        "trade": member.trade,
        "sector": sector,
        "headcount": member.headcount or None,
        "address": member.site.address,
        "postal_code": _postal_code(member.site.insee),
        "commune": member.site.commune,
        "insee": member.site.insee,
        "lat": member.site.lat,
        "lon": member.site.lon,
        "state": _standing(member, language),
    }


def _standing(thing: Member | Engagement, language: str) -> str:
    return VOCABULARIES["standing"].label(standing(thing.is_active), language)


def _postal_code(insee: str) -> str:
    """Return the postal code of a commune that has only one."""
    commune = get_commune(insee)
    codes = commune.postal_codes if commune else ()
    return codes[0] if len(codes) == 1 else ""


def cdo_cells(session: Session, groupement_id: int, language: str) -> Iterator[Cells]:
    """Yield the CDOs by number, those who left last."""
    present = list_engagements(session, groupement_id)
    for engagement in (*present, *list_archived_engagements(session, groupement_id)):
        wish = engagement_wish(engagement)
        own = {name: getattr(wish, name) for name in wish.__dataclass_fields__}
        yield own | {
            "regime": VOCABULARIES["regime"].label(wish.regime, language),
            "postal_code": _postal_code(wish.insee),
            "commune": engagement.base.commune,
            "works_remotely": VOCABULARIES["yes_no"].label(_yes_no(wish.works_remotely), language),
            "skills": write_skills(wish.skills),
            "state": _standing(engagement, language),
        }


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def demand_cells(session: Session, groupement_id: int, language: str) -> Iterator[Cells]:
    """Yield the demands of all periods in the order in which they were stated."""
    people = (
        select(Engagement)
        .where(Engagement.groupement_id == groupement_id)
        .options(joinedload(Engagement.person))
    )
    emails = {one.id: one.person.email for one in session.scalars(people)}
    statement = (
        select(Demand)
        .where(Demand.groupement_id == groupement_id)
        .options(
            joinedload(Demand.member),
            joinedload(Demand.period),
            selectinload(Demand.halfdays),
            selectinload(Demand.declined),
        )
        .order_by(Demand.id)
    )
    for demand in session.scalars(statement):
        yield _demand(demand, emails, language)


def _demand(demand: Demand, emails: Mapping[int, str], language: str) -> Cells:
    wish = demand_wish(demand)
    is_once = wish.cadence is Cadence.ONCE

    def label(vocabulary: str, code: object) -> str:
        return VOCABULARIES[vocabulary].label(str(code), language) if code is not None else ""

    own = {name: getattr(wish, name) for name in wish.__dataclass_fields__}
    return own | {
        "reference": demand.id,
        "period": demand.period.name,
        "member": demand.member.slug,
        "skill": label("skill", wish.skill),
        "level": label("level", wish.level),
        "cadence": label("cadence", wish.cadence),
        "visit_unit": label("unit", wish.visit_unit),
        "visits_per_window": None if is_once else wish.visits_per_window,
        "place": label("place", wish.place),
        "remote_visits": wish.remote_visits or None,
        "urgency": label("urgency", wish.urgency),
        "urgency_reason": label("urgency_reason", wish.urgency_reason),
        "same_moment": label("yes_no", _yes_no(wish.same_moment)),
        "preferred": write_halfdays(wish.preferred, language),
        "impossible": write_halfdays(wish.impossible, language),
        "previous_engagement_id": emails.get(wish.previous_engagement_id or 0, ""),
        "state": label("state", demand.state),
    }
