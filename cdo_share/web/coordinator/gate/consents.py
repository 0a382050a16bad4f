"""Who consented to changes within the days of notice: noted with the release, and read again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cdo_share.core.audit import AuditEntry
from cdo_share.planning.models import Plan
from cdo_share.publishing.consents import ACTION, note_consent
from cdo_share.publishing.models import Release
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.gate.agreement import consenting_cdos
from cdo_share.web.coordinator.gate.notice import late_shifts
from cdo_share.web.coordinator.names import cdo_names
from cdo_share.web.extensions import db


@dataclass(frozen=True, slots=True)
class Consent:
    """The days within their notice on which a CDO's work changes, and whether they accepted.

    Where they did not, the coordinator ticked the line and published all the same.
    """

    engagement_id: int
    days: tuple[date, ...]
    has_accepted: bool


@dataclass(frozen=True, slots=True)
class NamedConsent:
    """A consent as the page of a release says it; `is_booking`: to a half-day that was booked."""

    name: str
    days: tuple[date, ...]
    has_accepted: bool
    is_booking: bool


def consents(plan: Plan, now: datetime) -> list[Consent]:
    """Return what publishing the plan now would change within the days of notice, CDO by CDO."""
    late, zones = late_shifts(plan, now)
    days: dict[int, set[date]] = {}
    for shift in late:
        both = (shift.was, shift.becomes)
        zone = zones[shift.engagement_id]
        held = {day for day in both if day is not None and zone.holds(day)}
        days.setdefault(shift.engagement_id, set()).update(held)
    accepted = consenting_cdos(plan, now)
    return [
        Consent(number, tuple(sorted(days[number])), number in accepted) for number in sorted(days)
    ]


def note_consents(release: Release, found: Iterable[Consent], now: datetime) -> None:
    """Add an entry to the audit for each CDO."""
    for one in found:
        note_consent(
            db.session,
            release,
            engagement_id=one.engagement_id,
            days=one.days,
            has_accepted=one.has_accepted,
            person_id=actor().person_id,
            now=now,
        )


def consents_of_release(groupement_id: int, release_id: int) -> list[NamedConsent]:
    """Return what was noted when a release was published, in order of name."""
    statement = select(AuditEntry.facts).where(
        AuditEntry.groupement_id == groupement_id,
        AuditEntry.action == ACTION,
        AuditEntry.thing == "release",
        AuditEntry.thing_id == str(release_id),
    )
    facts = {one["engagement_id"]: one for one in db.session.scalars(statement)}
    return [
        NamedConsent(
            cdo.name,
            tuple(map(date.fromisoformat, facts[number]["days"])),
            facts[number]["has_accepted"],
            "booking_id" in facts[number],
        )
        for number, cdo in cdo_names(groupement_id).items()
        if number in facts
    ]
