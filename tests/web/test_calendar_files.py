"""Visits as files for who is logged in: the bytes of the feed, and nobody else's."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner
from cdo_share.calendars.queries import load_body
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.core.clock import utc_now
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from tests.web.conftest import ClientOf
from tests.web.two_groupements import Tenant, a_tenant

KINDS = [(RoleKind.MEMBER, "adherent", "member_id"), (RoleKind.CDO, "cdo", "engagement_id")]


def visit_of(session: Session, tenant: Tenant) -> Visit:
    """Return the visit of a tenant."""
    return session.scalars(
        select(Visit).where(
            Visit.groupement_id == tenant.groupement.id, Visit.state == VisitState.PLANNED
        )
    ).first() or pytest.fail("no visit")


def files(
    session: Session, client_of: ClientOf, tenant: Tenant, kind: tuple[RoleKind, str, str]
) -> tuple[FlaskClient, str, Visit, bytes]:
    """Return a browser, where its files are, the visit, and the stored feed."""
    role, audience, column = kind
    visit = visit_of(session, tenant)
    subject_id = getattr(visit, column)
    rebuild_feeds(
        session, groupement_id=tenant.groupement.id, now=utc_now(), base_url="http://localhost"
    )
    feed = session.scalars(
        select(Feed).where(
            Feed.groupement_id == tenant.groupement.id,
            Feed.owner == FeedOwner(role.value),
            Feed.subject_id == subject_id,
            Feed.detail == DetailLevel.FULL,
        )
    ).one()
    body = load_body(session, feed.id)
    session.commit()
    return client_of(tenant.people[role]), f"/{audience}/{subject_id}/agendas", visit, body


@pytest.mark.parametrize("kind", KINDS)
def test_file_of_a_visit_has_the_bytes_of_the_feed(
    session: Session, client_of: ClientOf, kind: tuple[RoleKind, str, str]
) -> None:
    browser, folder, visit, feed = files(session, client_of, a_tenant(session, 1), kind)

    whole = browser.get(f"{folder}/interventions.ics")
    one = browser.get(f"{folder}/interventions/{visit.id}.ics")

    assert (whole.status_code, whole.data) == (200, feed)
    assert one.content_type == "text/calendar; charset=utf-8"
    assert one.headers["Content-Disposition"].startswith("attachment; filename=")
    assert one.headers["Content-Disposition"].endswith(f'-{visit.day.isoformat()}.ics"')
    block = one.data.partition(b"BEGIN:VEVENT")[2].partition(b"END:VEVENT")[0]
    assert f"UID:{visit.id}".encode() in block
    assert block in feed


@pytest.mark.parametrize("kind", KINDS)
def test_page_of_visits_offers_the_files(
    session: Session, client_of: ClientOf, kind: tuple[RoleKind, str, str]
) -> None:
    browser, folder, visit, _ = files(session, client_of, a_tenant(session, 1), kind)

    page = browser.get(f"{folder.removesuffix('/agendas')}/interventions").text

    assert f"{folder}/interventions.ics" in page
    assert f"{folder}/interventions/{visit.id}.ics" in page


@pytest.mark.parametrize("kind", KINDS)
def test_file_of_a_visit_of_others_or_cancelled_is_not_found(
    session: Session, client_of: ClientOf, kind: tuple[RoleKind, str, str]
) -> None:
    foreign = visit_of(session, a_tenant(session, 2)).id
    browser, folder, visit, _ = files(session, client_of, a_tenant(session, 1), kind)
    found = browser.get(f"{folder}/interventions/{visit.id}.ics").status_code
    visit.state, visit.cancelled_by = VisitState.CANCELLED, CancelledBy.CDO
    session.commit()
    asked = (foreign, visit.id, UUID(int=1, version=4))

    statuses = [browser.get(f"{folder}/interventions/{one}.ics").status_code for one in asked]

    assert (found, statuses) == (200, [404, 404, 404])


@pytest.mark.parametrize("kind", KINDS)
def test_event_leads_to_the_visit_on_the_page_of_its_reader(
    session: Session, client_of: ClientOf, kind: tuple[RoleKind, str, str]
) -> None:
    browser, _, visit, feed = files(session, client_of, a_tenant(session, 1), kind)
    events = {str(one["UID"]): one for one in Calendar.from_ical(feed).walk("VEVENT")}

    url = str(events[str(visit.id)]["URL"])

    path, _, anchor = url.removeprefix("http://localhost").partition("#")
    assert f'id="{anchor}"' in browser.get(path).text
    assert anchor == f"visit-{visit.id}"
