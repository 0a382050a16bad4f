"""Who speaks for the parties of a proposal now: whoever left since speaks for nobody."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Engagement, Member, Person, Role, RoleKind
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import Proposal, ProposalParty


@dataclass(frozen=True, slots=True)
class Voice:
    """A person with the members and CDOs of a proposal in whose name they answer."""

    person: Person
    subjects: frozenset[Subject]


def list_voices(session: Session, groupement_id: int, subjects: Collection[Subject]) -> list[Voice]:
    """Return everybody who speaks for one of these, each once, the oldest account first."""
    found: dict[int, set[Subject]] = defaultdict(set)
    for person_id, subject in _spoken_for(session, groupement_id):
        if subject in subjects:
            found[person_id].add(subject)
    people = session.scalars(
        select(Person).where(Person.id.in_(found), _is_reached()).order_by(Person.id)
    )
    return [Voice(person, frozenset(found[person.id])) for person in people]


def list_own_parties(
    session: Session, proposal: Proposal, person_id: int
) -> list[tuple[ProposalParty, str]]:
    """Return the parties of a proposal for whom a person speaks, with the names, one statement."""
    members = select(Role.member_id).where(
        _speaks_for_members(proposal.groupement_id), Role.person_id == person_id
    )
    statement = (
        select(ProposalParty, func.coalesce(Member.name, Person.name))
        .outerjoin(Member, Member.id == ProposalParty.member_id)
        .outerjoin(Engagement, Engagement.id == ProposalParty.engagement_id)
        .outerjoin(Person, Person.id == Engagement.person_id)
        .where(
            ProposalParty.proposal_id == proposal.id,
            or_(
                ProposalParty.member_id.in_(members),
                and_(Engagement.is_active, Engagement.person_id == person_id),
            ),
            select(Person.id).where(Person.id == person_id, _is_reached()).exists(),
        )
        .order_by(ProposalParty.id)
    )
    return [(party, name) for party, name in session.execute(statement)]


def _is_reached() -> ColumnElement[bool]:
    """Return the condition that a person is written to: not closed, nor entered and declined."""
    is_willing = or_(Person.known_to_id.is_(None), exists().where(Role.person_id == Person.id))
    return and_(Person.is_active, is_willing)


def _speaks_for_members(groupement_id: int) -> ColumnElement[bool]:
    return and_(Role.groupement_id == groupement_id, Role.kind == RoleKind.MEMBER, still_belongs())


def _spoken_for(session: Session, groupement_id: int) -> list[tuple[int, Subject]]:
    members = select(
        Role.person_id, literal(RoleKind.MEMBER.value).label("kind"), Role.subject_id
    ).where(_speaks_for_members(groupement_id))
    cdos = select(Engagement.person_id, literal(RoleKind.CDO.value), Engagement.id).where(
        Engagement.groupement_id == groupement_id, Engagement.is_active
    )
    rows = session.execute(union_all(members, cdos))
    return [(person_id, Subject(RoleKind(kind), number)) for person_id, kind, number in rows]
