"""Whom visits concern: the voices of their members and the CDOs who come, with all they act for."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Engagement, Person, Role, RoleKind
from cdo_share.notifications.letters import Recipient


def list_voices(
    session: Session, groupement_id: int, member_ids: Collection[int]
) -> dict[int, set[int]]:
    """Return by member the numbers of those who speak for it."""
    statement = select(Role.member_id, Role.person_id).where(
        Role.groupement_id == groupement_id,
        Role.kind == RoleKind.MEMBER,
        Role.member_id.in_(member_ids),
    )
    return _gathered(session, statement)


def list_cdos(session: Session, engagement_ids: Collection[int]) -> dict[int, set[int]]:
    """Return by engagement the number of the person who is engaged, alone."""
    statement = select(Engagement.id, Engagement.person_id).where(Engagement.id.in_(engagement_ids))
    return _gathered(session, statement)


def _gathered(session: Session, statement: Any) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for subject_id, person_id in session.execute(statement):
        found[subject_id].add(person_id)
    return found


def list_recipients(
    session: Session, groupement_id: int, person_ids: Collection[int]
) -> list[Recipient]:
    """Return those of the people who are written to, with all that they act for here.

    Who was entered by their address and declined has no role left, and is written to no more. For
    a member or a CDO that left nobody acts: who acted for nothing else is told nothing.
    """
    members = _members(session, groupement_id, person_ids)
    is_willing = or_(Person.known_to_id.is_(None), exists().where(Role.person_id == Person.id))
    people = session.scalars(
        select(Person)
        .where(Person.id.in_(person_ids), Person.is_active, is_willing)
        .order_by(Person.id)
    ).all()
    engagements = _engagements(session, groupement_id, person_ids)
    return [
        Recipient(
            person_id=person.id,
            email=person.email,
            name=person.name,
            language=person.language,
            member_ids=frozenset(members[person.id]),
            engagement_ids=frozenset(engagements[person.id]),
        )
        for person in people
    ]


def _members(
    session: Session, groupement_id: int, person_ids: Collection[int]
) -> dict[int, set[int]]:
    statement = select(Role.person_id, Role.member_id).where(
        Role.groupement_id == groupement_id,
        Role.person_id.in_(person_ids),
        Role.kind == RoleKind.MEMBER,
        still_belongs(),
    )
    return _gathered(session, statement)


def _engagements(
    session: Session, groupement_id: int, person_ids: Collection[int]
) -> dict[int, set[int]]:
    statement = select(Engagement.person_id, Engagement.id).where(
        Engagement.groupement_id == groupement_id,
        Engagement.person_id.in_(person_ids),
        Engagement.is_active,
    )
    return _gathered(session, statement)
