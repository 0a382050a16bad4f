"""Letters about one visit, one absence or one booking, to those whom it concerns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Person, Role, RoleKind
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.dates import clock_words, day_words, moment_words
from cdo_share.core.grid import GridKind
from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.core.quiet import urgent_instant
from cdo_share.core.text import clean_line
from cdo_share.notifications.letters import Moment
from cdo_share.notifications.service import Render, new_mail, wait_politely
from cdo_share.publishing.views import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told: the template, its key, and its values; lines of text are cleaned.

    `instants` are told as local day and time, each with its time zone, `clocks` as times of day.
    `pages` are the addresses within the pages of each kind of role at which the thing itself
    stands. `begins_at` is when what it is about begins: of that day it is told at once, unless it
    is night.
    """

    template: str
    key: str
    lines: Mapping[str, str] = field(default_factory=dict)
    when: Stretch | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    instants: Mapping[str, tuple[datetime, str]] = field(default_factory=dict)
    clocks: Mapping[str, time] = field(default_factory=dict)
    pages: Mapping[RoleKind, str] = field(default_factory=dict)
    begins_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Whom something concerns; `but` is the person who did it and needs no letter.

    `unaware`: people who need none unless it is the member's, as they never heard of the thing.
    """

    member_ids: Collection[int] = ()
    engagement_ids: Collection[int] = ()
    coordinators: bool = False
    but: int | None = None
    unaware: Collection[int] = ()


def tell_circle(  # noqa: PLR0913 - who does what for whom, and when
    session: Session,
    *,
    groupement_id: int,
    circle: Circle,
    notice: Notice,
    now: datetime,
    base_url: str,
    render: Render,
) -> list[OutboxMail]:
    """Write one letter to everybody in the circle, once for a key, and return the new ones."""
    groupement = get_groupement_by_id(session, groupement_id)
    mails = []
    for person, role in _list_people(session, groupement_id, circle):
        text = render(
            f"mail/{notice.template}.txt",
            person.language,
            name=clean_line(person.name),
            groupement=clean_line(groupement.name),
            reader=role.kind.value,
            url=base_url + _page(role, groupement.slug, notice),
            when=_moment(notice.when, person.language),
            **{name: clean_line(line) for name, line in notice.lines.items()},
            **notice.values,
            **_moments(notice, person.language),
        )
        mail = new_mail(text, person.email, f"{notice.key}-person-{person.id}", now)
        mail.groupement_id, mail.person_id = groupement_id, person.id
        wait_politely(mail, now, groupement.timezone)
        if notice.begins_at is not None:
            mail.next_try_at = urgent_instant(now, notice.begins_at, groupement.timezone)
        mails.append(mail)
    fresh = _not_told(session, mails)
    for mail in fresh:
        post_mail(session, mail)
    session.flush()
    return fresh


def _not_told(session: Session, mails: list[OutboxMail]) -> list[OutboxMail]:
    keys = [mail.dedupe_key for mail in mails]
    told = set(
        session.scalars(select(OutboxMail.dedupe_key).where(OutboxMail.dedupe_key.in_(keys)))
    )
    return [mail for mail in mails if mail.dedupe_key not in told]


def _page(role: Role, slug: str, notice: Notice) -> str:
    """Return the path of what a letter is about, in the pages of the role it is written to."""
    if role.kind not in notice.pages:
        return "/"
    home = {
        RoleKind.MEMBER: f"/adherent/{role.member_id}",
        RoleKind.CDO: f"/cdo/{role.engagement_id}",
        RoleKind.COORDINATOR: f"/coordination/{slug}",
    }
    return f"{home[role.kind]}/{notice.pages[role.kind]}"


def _list_people(session: Session, groupement_id: int, circle: Circle) -> list[tuple[Person, Role]]:
    """Return who has a role that the circle names, with the first such, by number of the person.

    Nobody without a role is told. Who is a member as well reads as one.
    """
    wanted = [
        and_(Role.kind == RoleKind.MEMBER, Role.member_id.in_(circle.member_ids)),
        and_(Role.kind == RoleKind.CDO, Role.engagement_id.in_(circle.engagement_ids)),
    ]
    if circle.coordinators:
        wanted.append(Role.kind == RoleKind.COORDINATOR)
    statement = (
        select(Person, Role)
        .join(Role, Role.person_id == Person.id)
        .where(Role.groupement_id == groupement_id, or_(*wanted), Person.is_active)
        .order_by(Person.id, case((Role.kind == RoleKind.MEMBER, 1), else_=0), Role.id.desc())
    )
    found = {person: role for person, role in session.execute(statement)}
    return [(person, role) for person, role in found.items() if _needs_letter(person, role, circle)]


def _needs_letter(person: Person, role: Role, circle: Circle) -> bool:
    never_heard = person.id in circle.unaware and role.kind is not RoleKind.MEMBER
    return person.id != circle.but and not never_heard


def _moments(notice: Notice, language: str) -> dict[str, str]:
    clocks = {name: clock_words(clock, language) for name, clock in notice.clocks.items()}
    return clocks | {
        name: moment_words(at, "EEE d MMM y, HH:mm", language, ZoneInfo(zone))
        for name, (at, zone) in notice.instants.items()
    }


def _moment(stretch: Stretch | None, language: str) -> Moment | None:
    if stretch is None:
        return None
    day = day_words(stretch.day, "EEEE d MMMM y", language)
    clock = stretch.clock if stretch.grid_kind is GridKind.HOUR else None
    return Moment(day, stretch.half, clock)


def stretch_of(
    session: Session, engagement_id: int, grid_kind: GridKind, place: tuple[Any, int, int]
) -> Stretch:
    """Return a stretch (day, slot, length) that knows whether its CDO is given clock times."""
    regime = session.scalars(select(Engagement.regime).where(Engagement.id == engagement_id)).one()
    return Stretch(*place, grid_kind, regime)
