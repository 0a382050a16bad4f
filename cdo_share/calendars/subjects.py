"""Whose feeds there are in a groupement."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Member, Person
from cdo_share.calendars.models import FeedOwner

LANGUAGE = "fr"  # of feeds that several people read


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Somebody who has feeds: a CDO, a member, or the groupement itself (id 0)."""

    owner: FeedOwner
    id: int
    slug: str
    name: str
    language: str = LANGUAGE


def list_subjects(session: Session, groupement: Groupement) -> list[Subject]:
    """Return everybody who has feeds; also who left, so that their calendar runs out properly."""
    cdos = session.execute(
        select(Engagement.id, Engagement.slug, Person.name, Person.language)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.groupement_id == groupement.id)
        .order_by(Engagement.id)
    ).mappings()
    members = session.execute(
        select(Member.id, Member.slug, Member.name)
        .where(Member.groupement_id == groupement.id)
        .order_by(Member.id)
    ).mappings()
    return [
        *(Subject(owner=FeedOwner.CDO, **row) for row in cdos),
        *(Subject(owner=FeedOwner.MEMBER, **row) for row in members),
        Subject(owner=FeedOwner.GROUPEMENT, id=0, slug=groupement.slug, name=groupement.name),
    ]
