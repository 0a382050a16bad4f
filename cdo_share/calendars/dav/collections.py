"""Which calendars a person has on their devices: the visits of each role, and blocked time."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Role, RoleKind
from cdo_share.calendars.models import FeedOwner, InvitedPerson
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.text import feed_line, speaker
from cdo_share.core.i18n import N_

BUSY = "busy"
VISITS = "visits-"
_OWNERS = {
    RoleKind.MEMBER: FeedOwner.MEMBER,
    RoleKind.CDO: FeedOwner.CDO,
    RoleKind.COORDINATOR: FeedOwner.GROUPEMENT,
}
COLOURS = {BUSY: "#b3541eff", VISITS: "#0b3c49ff"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One calendar of a person; `feed` and `groupement_id` are those of visits, which none but
    we write, and None for time that the person blocks.

    `zone` is where whole days are read, an IANA name. `title` is its name until the person gives
    it another.
    """

    person_id: int
    name: str
    title: str
    zone: str
    groupement_id: int | None = None
    feed: FeedKey | None = None

    @property
    def is_writable(self) -> bool:
        """Return whether devices may write into it."""
        return self.feed is None

    @property
    def colour(self) -> str:
        """Return its colour until the person chooses another."""
        return COLOURS[BUSY if self.is_writable else VISITS]


def list_calendars(
    session: Session, person_id: int, language: str, *, has_invitations: bool = True
) -> list[Calendar]:
    """Return the calendars of a person, in one statement: blocked time last, for CDOs only.

    The visits of each role are a calendar of their own: the same visit may stand in several,
    told to each reader in its own way. Who gets invitations, where the installation sends them,
    has the visits in a calendar already.
    """
    is_invited = exists().where(
        InvitedPerson.groupement_id == Role.groupement_id,
        InvitedPerson.person_id == Role.person_id,
    )
    statement = (
        select(Role, is_invited)
        .where(Role.person_id == person_id, still_belongs())
        .options(joinedload(Role.groupement), joinedload(Role.member))
        .order_by(Role.id)
    )
    rows = session.execute(statement).all()
    calendars = [
        _visits(role, language)
        for role, chose_invitations in rows
        if not (chose_invitations and has_invitations)
    ]
    zones = [role.groupement.timezone for role, _ in rows if role.kind is RoleKind.CDO]
    if zones:
        title = speaker(language)(N_("Blocked time"))
        calendars.append(Calendar(person_id=person_id, name=BUSY, title=title, zone=zones[0]))
    return calendars


def _visits(role: Role, language: str) -> Calendar:
    whose = [role.member.name] if role.member else []
    names = dict.fromkeys([speaker(language)(N_("Visits")), *whose, role.groupement.name])
    return Calendar(
        person_id=role.person_id,
        name=f"{VISITS}{role.id}",
        title=feed_line(" – ".join(names)),
        zone=role.groupement.timezone,
        groupement_id=role.groupement_id,
        feed=FeedKey(_OWNERS[role.kind], role.subject_id),
    )
