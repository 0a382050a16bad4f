"""Engaging CDOs and changing their engagement: regime, base, skills, caps; every fault at once.

Whom an address belongs to is not looked up: until the person accepts, a row of the groupement's
own holds what was typed of them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from cdo_share.accounts.engagement_wish import EngagementWish, OtherCdos, engagement_faults
from cdo_share.accounts.entered_address import require_address
from cdo_share.accounts.models import (
    Engagement,
    EngagementSkill,
    Groupement,
    Person,
    RoleKind,
)
from cdo_share.accounts.queries import get_engagement
from cdo_share.accounts.service import grant_role, normal_email
from cdo_share.accounts.short_names import short_name
from cdo_share.accounts.sites import settle
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.i18n import N_

__all__ = [
    "EngagementWish",
    "OtherCdos",
    "edit_engagement",
    "engage_cdo",
    "engagement_faults",
    "lock_cdos",
]

COPIED_FIELDS = (
    "regime",
    "day_cap_halfdays",
    "week_cap_halfdays",
    "period_cap_halfdays",
    "average_weeks",
    "average_halfdays",
    "max_km",
    "max_members",
    "max_sites_per_day",
    "works_remotely",
    "outside_hours",
)


def lock_cdos(session: Session, groupement_id: int) -> OtherCdos:
    """Return what the groupement's CDOs have taken; whoever engages at once waits."""
    lock = select(Groupement.id).where(Groupement.id == groupement_id)
    session.execute(lock.with_for_update(key_share=True))
    statement = select(Engagement).where(Engagement.groupement_id == groupement_id)
    others = OtherCdos()
    for engagement in session.scalars(statement.options(joinedload(Engagement.person))):
        others.add(engagement, engagement.person.email)
    return others


def engage_cdo(
    session: Session,
    *,
    groupement_id: int,
    wish: EngagementWish,
    now: datetime,
    others: OtherCdos | None = None,
) -> Engagement:
    """Return a new engagement of somebody who is known here only, until they accept.

    Who engages many passes the same `others`, from `lock_cdos`: they are read once, and the new
    CDO is added to them. Raises InvalidInput with every fault of the wish.
    """
    others = lock_cdos(session, groupement_id) if others is None else others
    wish = wish.tidied()
    if faults := engagement_faults(wish, others):
        raise InvalidInput(*faults)
    person = _enter_person(session, groupement_id, wish, now)
    slug = wish.slug or short_name(person.name, taken=others.slugs, otherwise="cdo")
    engagement = Engagement(groupement_id=groupement_id, person_id=person.id, slug=slug)
    engagement.skills = []
    _write(session, engagement, wish)
    session.add(engagement)
    session.flush()
    others.add(engagement, person.email)
    grant_role(
        session,
        person_id=person.id,
        groupement_id=groupement_id,
        kind=RoleKind.CDO,
        subject_id=engagement.id,
        now=now,
    )
    return engagement


def _enter_person(
    session: Session, groupement_id: int, wish: EngagementWish, now: datetime
) -> Person:
    """Return a row of the groupement's own; it tells nothing of an account with the address."""
    person = Person(
        email=normal_email(wish.email),
        known_to_id=groupement_id,
        name=wish.name,
        phone=wish.phone,
        created_at=now,
    )
    session.add(person)
    session.flush()
    return person


def edit_engagement(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    wish: EngagementWish,
    version: int,
    others: OtherCdos | None = None,
) -> Engagement:
    """Return the engagement as changed; the person, and an empty short name, stay as they were.

    The address is put right while the CDO was only entered. `others` as for `engage_cdo`. Raises
    NotFound, Conflict when `version` is not the present one, InvalidInput with every fault.
    """
    others = lock_cdos(session, groupement_id) if others is None else others
    engagement = get_engagement(session, groupement_id, engagement_id)
    if engagement.version != version:
        raise _changed_meanwhile()
    person = engagement.person
    others.leave_out(engagement, person.email)
    email = wish.email if person.known_to_id is not None else person.email
    wish = replace(wish, email=email, name=person.name).tidied()
    if faults := engagement_faults(wish, others):
        raise InvalidInput(*faults)
    try:
        require_address(session, engagement, wish.email)
        engagement.slug = wish.slug or engagement.slug
        _write(session, engagement, wish)
        flag_modified(engagement, "regime")  # a higher version, even when only skills changed
        session.flush()
    except StaleDataError as error:
        raise _changed_meanwhile() from error
    others.add(engagement, person.email)
    session.expire(engagement)
    return get_engagement(session, groupement_id, engagement_id)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        N_("Somebody changed this CDO while you were writing; look again, then change it.")
    )


def _write(session: Session, engagement: Engagement, wish: EngagementWish) -> None:
    # The site comes first: making one flushes, and the version is to rise once.
    engagement.base_id = settle(session, engagement.groupement_id, engagement.base_id, wish).id
    for name in COPIED_FIELDS:
        setattr(engagement, name, getattr(wish, name))
    _write_skills(engagement, wish.skills)


def _write_skills(engagement: Engagement, skills: Mapping[str, int]) -> None:
    """Bring the rows in line with `skills`; those that stay keep their row."""
    held = {row.skill: row for row in engagement.skills}
    for code, level in skills.items():
        if code in held:
            held[code].level = level
        else:
            engagement.skills.append(EngagementSkill(skill=code, level=level))
    for code in held.keys() - skills.keys():
        engagement.skills.remove(held[code])
