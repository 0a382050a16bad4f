"""Choosing invitations ends the links of one groupement, and none elsewhere."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person, RoleKind
from cdo_share.calendars.choosing import revoke_links
from cdo_share.calendars.models import FeedOwner, FeedToken
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token
from tests.factories import a_groupement, a_person, a_role


def a_link(session: Session, here: Groupement, person: Person, label: str, now: datetime) -> None:
    """Let a coordinator have a link to the calendar of a groupement."""
    key = FeedKey(FeedOwner.GROUPEMENT, 0)
    values = {"groupement_id": here.id, "now": now}
    feed = open_feed(session, key=key, base_url="https://cdo.example", **values)
    create_token(session, feed_id=feed.id, person_id=person.id, label=label, **values)


def test_links_end_in_the_groupement_where_somebody_chose_invitations_only(
    session: Session, now: datetime
) -> None:
    here, there = a_groupement(session), a_groupement(session)
    ana, leo = a_person(session), a_person(session)
    for person, groupement, label in (
        (ana, here, "ana here"),
        (ana, there, "ana there"),
        (leo, here, "leo here"),
    ):
        a_role(session, person, groupement, RoleKind.COORDINATOR)
        a_link(session, groupement, person, label, now)

    revoke_links(session, here.id, ana.id, now)

    live = select(FeedToken.label).where(FeedToken.revoked_at.is_(None))
    assert set(session.scalars(live)) == {"ana there", "leo here"}
