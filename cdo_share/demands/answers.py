"""Who has answered a round: members by a demand or by saying that they need nothing, CDOs by
saying that their availability is right. Who speaks for them, and whom an invitation waits for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import (
    Engagement,
    Invitation,
    Member,
    Person,
    Role,
    RoleKind,
)
from cdo_share.accounts.queries import list_groupement_roles
from cdo_share.core.text import alphabetical
from cdo_share.demands.models import Demand, DemandState
from cdo_share.rounds.cdo_answers import list_answered_engagements
from cdo_share.rounds.member_answers import list_answered_members
from cdo_share.rounds.reminded import Reminded, read_reminded


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A member or a CDO before a round: what they answered, and the people who can answer.

    `demands` counts the submitted ones. `answered_at` is the first answer, None without one.
    `invitations` are those that nobody has accepted, the newest of each address, run out or not.
    `reminded` tells by address when the reminder left, or leaves.
    """

    kind: RoleKind
    subject_id: int
    name: str
    demands: int
    answered_at: datetime | None
    people: tuple[Person, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    reminded: dict[str, datetime] = field(default_factory=dict)

    @property
    def has_answered(self) -> bool:
        """Return whether an answer is there."""
        return self.answered_at is not None

    @property
    def reminded_at(self) -> datetime | None:
        """Return when the last reminder to somebody of them left, or leaves."""
        return max(self.reminded.values(), default=None)

    @property
    def last_login_at(self) -> datetime | None:
        """Return when somebody of them logged in the last time, as far as it was noted."""
        return max((p.last_login_at for p in self.people if p.last_login_at), default=None)


class _ForSubject(Protocol):
    kind: RoleKind
    member_id: int | None
    engagement_id: int | None


Thing = TypeVar("Thing", bound=_ForSubject)
Subject = tuple[RoleKind, int]


def list_answering(session: Session, groupement_id: int, period_id: int) -> list[Answering]:
    """Return every active member, then every active CDO, each by name, in eight statements."""
    roles = _by_subject(list_groupement_roles(session, groupement_id))
    invitations = _by_subject(_list_unaccepted(session, groupement_id))
    reminded = read_reminded(session, groupement_id, period_id)
    known = _Known(roles, invitations, reminded)
    stated = count_stated(session, groupement_id, period_id)
    nothing = list_answered_members(session, groupement_id, period_id)
    members = [
        known.of(
            (RoleKind.MEMBER, number),
            name,
            stated.get(number, (0, None))[0],
            stated.get(number, (0, None))[1] or nothing.get(number),
        )
        for number, name in _list_named(session, _members(groupement_id))
    ]
    confirmed = list_answered_engagements(session, groupement_id, period_id)
    cdos = [
        known.of((RoleKind.CDO, number), name, 0, confirmed.get(number))
        for number, name in _list_named(session, _cdos(groupement_id))
    ]
    return members + cdos


def _list_named(session: Session, statement: Select[int, str]) -> list[tuple[int, str]]:
    rows = [(number, name) for number, name in session.execute(statement)]
    return sorted(rows, key=lambda row: alphabetical(row[1]))


def _members(groupement_id: int) -> Select[int, str]:
    return (
        select(Member.id, Member.name)
        .where(Member.groupement_id == groupement_id, Member.is_active)
        .order_by(Member.id)
    )


def _cdos(groupement_id: int) -> Select[int, str]:
    return (
        select(Engagement.id, Person.name)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.groupement_id == groupement_id, Engagement.is_active)
        .order_by(Engagement.id)
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """Who speaks for whom, who is invited, who was reminded."""

    roles: dict[Subject, list[Role]]
    invitations: dict[Subject, list[Invitation]]
    reminded: Reminded

    def of(
        self, subject: Subject, name: str, demands: int, answered_at: datetime | None
    ) -> Answering:
        """Return one member or CDO with all that is known; who was only entered cannot answer."""
        roles = self.roles[subject]
        people = tuple(role.person for role in roles if role.person.has_account)
        known = {person.email for person in people}
        newest = {one.email: one for one in self.invitations[subject] if one.email not in known}
        return Answering(
            kind=subject[0],
            subject_id=subject[1],
            name=name,
            demands=demands,
            answered_at=answered_at,
            people=people,
            invitations=tuple(newest.values()),
            reminded=self._reminded(people, newest),
        )

    def _reminded(self, people: Iterable[Person], invited: Iterable[str]) -> dict[str, datetime]:
        found = {person.email: self.reminded.find(person) for person in people}
        found |= {email: self.reminded.find_address(email) for email in invited}
        return {email: at for email, at in found.items() if at is not None}


def _by_subject(things: Iterable[Thing]) -> dict[Subject, list[Thing]]:
    groups: dict[Subject, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[thing.kind, thing.member_id or thing.engagement_id or 0].append(thing)
    return groups


def _list_unaccepted(session: Session, groupement_id: int) -> list[Invitation]:
    """Return the invitations that nobody has accepted or declined, the oldest first."""
    unanswered = Invitation.accepted_at.is_(None), Invitation.declined_at.is_(None)
    statement = (
        select(Invitation)
        .where(Invitation.groupement_id == groupement_id, *unanswered)
        .order_by(Invitation.id)
    )
    return list(session.scalars(statement))


def count_stated(
    session: Session, groupement_id: int, period_id: int
) -> dict[int, tuple[int, datetime]]:
    """Return how many demands each member has submitted for a period, and when the first was."""
    statement = (
        select(Demand.member_id, func.count(), func.min(Demand.created_at))
        .where(
            Demand.groupement_id == groupement_id,
            Demand.period_id == period_id,
            Demand.state == DemandState.SUBMITTED,
        )
        .group_by(Demand.member_id)
    )
    return {member: (count, first) for member, count, first in session.execute(statement)}
