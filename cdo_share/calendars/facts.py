"""What feeds say beside the visits, as one hash: when it changes, they are due again.

Names, phones, languages, settings, the month's window, and the cancelled visits that are not over:
whatever changes one of them, a page, an import or a hand in the database, is found.
"""

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.calendars.models import FeedFacts
from cdo_share.calendars.settings import find_settings
from cdo_share.calendars.window import window
from cdo_share.publishing.models import Visit, VisitState


def read_facts(session: Session, groupement_id: int, *, now: datetime, base_url: str) -> bytes:
    """Return the hash of what the feeds of a groupement say now; raises NotFound."""
    groupement = get_groupement_by_id(session, groupement_id)
    settings = find_settings(session, groupement_id)
    today = now.astimezone(ZoneInfo(groupement.timezone)).date()
    told: list[Any] = [
        (base_url, groupement.name, groupement.timezone, window(today)),
        (settings.halfdays.value, settings.blocks_members),
    ]
    for statement in _statements(groupement_id, now):
        told.append([tuple(row) for row in session.execute(statement)])
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).digest()


def _statements(groupement_id: int, now: datetime) -> list[Select[*tuple[Any, ...]]]:
    return [
        select(Engagement.id, Engagement.regime, Person.name, Person.phone, Person.language)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.groupement_id == groupement_id)
        .order_by(Engagement.id),
        select(Member.id, Member.name)
        .where(Member.groupement_id == groupement_id)
        .order_by(Member.id),
        select(Visit.id)
        .where(
            Visit.groupement_id == groupement_id,
            Visit.state == VisitState.CANCELLED,
            Visit.ends_at > now,
        )
        .order_by(Visit.id),
    ]


def are_feeds_due(session: Session, groupement_id: int, *, now: datetime, base_url: str) -> bool:
    """Return whether the feeds say something else than is so now."""
    noted = session.get(FeedFacts, groupement_id)
    facts = read_facts(session, groupement_id, now=now, base_url=base_url)
    return noted is None or noted.facts_sha256 != facts


def note_facts(session: Session, groupement_id: int, *, now: datetime, base_url: str) -> None:
    """Remember what the feeds say, which are rendered in the same transaction."""
    facts = read_facts(session, groupement_id, now=now, base_url=base_url)
    session.merge(FeedFacts(groupement_id=groupement_id, facts_sha256=facts))
