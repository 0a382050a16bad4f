"""Reading groupements, members, CDOs and roles; always within one groupement."""

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import (
    Engagement,
    Groupement,
    Invitation,
    LoginSession,
    Member,
    MemberConflict,
    Person,
    Role,
    RoleKind,
)
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import alphabetical


def find_groupement(session: Session, slug: str) -> Groupement | None:
    """Return the groupement with this short name, if there is one."""
    return session.scalar(select(Groupement).where(Groupement.slug == slug))


def get_groupement_by_id(session: Session, groupement_id: int) -> Groupement:
    """Return a groupement by number; raises NotFound."""
    groupement = session.get(Groupement, groupement_id)
    if groupement is None:
        raise NotFound(N_("There is no such groupement here."))
    return groupement


def find_person(session: Session, person_id: int) -> Person | None:
    """Return the person, unless the account was closed."""
    person = session.get(Person, person_id)
    return person if person is not None and person.is_active else None


def find_login_session(session: Session, id_sha256: bytes) -> LoginSession | None:
    """Return the browser session with this hash of its id, with its person, in one statement."""
    statement = (
        select(LoginSession)
        .where(LoginSession.id_sha256 == id_sha256)
        .options(joinedload(LoginSession.person))
    )
    return session.scalar(statement)


def find_person_by_email(session: Session, email: str) -> Person | None:
    """Return the account with this address, in whatever case it is typed.

    Who was only entered by a groupement has none.
    """
    address = email.strip().lower()
    return session.scalar(
        select(Person).where(Person.email == address, Person.known_to_id.is_(None))
    )


def list_roles(session: Session, person_id: int) -> list[Role]:
    """Return what the person may act as now, in a steady order, names loaded."""
    statement = (
        select(Role)
        .where(Role.person_id == person_id, still_belongs())
        .options(
            joinedload(Role.groupement),
            joinedload(Role.member),
            joinedload(Role.engagement).joinedload(Engagement.person),
        )
        .order_by(Role.groupement_id, Role.kind, Role.subject_id)
    )
    return list(session.scalars(statement))


def find_role(
    session: Session,
    *,
    person_id: int,
    kind: RoleKind,
    subject_id: int = 0,
    groupement_id: int | None = None,
    slug: str = "",
) -> Role | None:
    """Return the person's role of a kind for a member or an engagement, or in a groupement.

    None as well while the member or the CDO is archived. The groupement may be named by its
    number or its short name; a coordinator's role has no other subject.
    """
    statement = (
        select(Role)
        .join(Role.groupement)
        .where(Role.person_id == person_id, Role.kind == kind, Role.subject_id == subject_id)
        .where(still_belongs())
        .options(
            contains_eager(Role.groupement),
            joinedload(Role.member).joinedload(Member.site),
            joinedload(Role.engagement).joinedload(Engagement.person),
        )
    )
    if groupement_id is not None:
        statement = statement.where(Role.groupement_id == groupement_id)
    if slug:
        statement = statement.where(Groupement.slug == slug)
    return session.scalar(statement)


def list_groupement_roles(session: Session, groupement_id: int) -> list[Role]:
    """Return every role in the groupement with its person, by name of the person."""
    statement = (
        select(Role)
        .join(Role.person)
        .where(Role.groupement_id == groupement_id)
        .options(contains_eager(Role.person))
        .order_by(Role.id)
    )
    return sorted(session.scalars(statement), key=lambda one: alphabetical(one.person.name))


def list_invitations(session: Session, groupement_id: int, *, now: datetime) -> list[Invitation]:
    """Return the invitations that can still be accepted or were declined, the newest first."""
    is_told = or_(Invitation.declined_at.is_not(None), Invitation.expires_at > now)
    statement = (
        select(Invitation)
        .where(Invitation.groupement_id == groupement_id, Invitation.accepted_at.is_(None), is_told)
        .order_by(Invitation.id.desc())
    )
    return list(session.scalars(statement))


def has_own_account(session: Session, invitation: Invitation) -> bool:
    """Return whether the invited person logs in already.

    A CDO of this groupement who never chose a password does not yet. Somebody of another
    groupement does, even without one: whoever holds the link here must not speak there.
    """
    person = find_person_by_email(session, invitation.email)
    if person is None:
        return False
    if person.password_hash is not None or not person.is_active:
        return True
    elsewhere = select(Role.id).where(
        Role.person_id == person.id, Role.groupement_id != invitation.groupement_id
    )
    return session.scalar(elsewhere.limit(1)) is not None


def list_members(session: Session, groupement_id: int) -> list[Member]:
    """Return the active members by name, with their site."""
    statement = (
        select(Member)
        .where(Member.groupement_id == groupement_id, Member.is_active)
        .options(joinedload(Member.site))
        .order_by(Member.id)
    )
    return sorted(session.scalars(statement), key=lambda one: alphabetical(one.name))


def get_member(session: Session, groupement_id: int, member_id: int) -> Member:
    """Return a member of the groupement with its site; raises NotFound."""
    statement = (
        select(Member)
        .where(Member.groupement_id == groupement_id, Member.id == member_id)
        .options(joinedload(Member.site))
    )
    member = session.scalar(statement)
    if member is None:
        raise NotFound(N_("There is no such member in this groupement."))
    return member


def list_engagements(session: Session, groupement_id: int) -> list[Engagement]:
    """Return the active CDOs of the groupement by number, with person, base and skills."""
    statement = _engagements(groupement_id).where(Engagement.is_active).order_by(Engagement.id)
    return list(session.scalars(statement).unique())


def get_engagement(session: Session, groupement_id: int, engagement_id: int) -> Engagement:
    """Return a CDO of the groupement with person, base and skills; raises NotFound."""
    statement = _engagements(groupement_id).where(Engagement.id == engagement_id)
    engagement = session.scalars(statement).unique().one_or_none()
    if engagement is None:
        raise NotFound(N_("There is no such CDO in this groupement."))
    return engagement


def _engagements(groupement_id: int) -> Select[Engagement]:
    return (
        select(Engagement)
        .where(Engagement.groupement_id == groupement_id)
        .options(
            joinedload(Engagement.person),
            joinedload(Engagement.base),
            joinedload(Engagement.skills),
        )
    )


def list_conflicts(session: Session, groupement_id: int) -> list[tuple[int, int]]:
    """Return the pairs of members who must not share a CDO, lower number first."""
    statement = (
        select(MemberConflict.first_id, MemberConflict.second_id)
        .where(MemberConflict.groupement_id == groupement_id)
        .order_by(MemberConflict.first_id, MemberConflict.second_id)
    )
    return [(first, second) for first, second in session.execute(statement)]
