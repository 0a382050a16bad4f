"""The link of a mail about a proposed plan, where it changes visits: what leaves, stays, or is
kept on request."""

import re
import uuid
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.agreeing import Choice, propose_plan
from cdo_share.core.clock import utc_now
from cdo_share.proposals.models import ProposalRequest, Reason
from cdo_share.proposals.queries import list_parties
from cdo_share.proposals.service import make_links
from tests.factories import a_role
from tests.publishing.world import At, World, a_plan, a_world, publish_places
from tests.web.agreeing import (
    LAST_DAY,
    MONDAY,
    WEDNESDAY,
    link_of,
    put_on_the_table,
    sending,
)
from tests.web.pages import main_part, words


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, name="Hiver 2099", starts_on=MONDAY, ends_on=MONDAY.replace(day=30))


def text(client: FlaskClient, link: str) -> str:
    return words(main_part(client.get(link).text))


def test_visit_that_leaves_can_be_asked_for(
    session: Session, client: FlaskClient, world: World
) -> None:
    """Planted: a sheet whose removed cards have no number, so that silence takes the visit."""
    now = utc_now()
    publish_places(session, world, [At(world.shop, world.zoe, WEDNESDAY, 1)], now)
    asked = put_on_the_table(session, world)
    # The plan has another visit of the demand: the old one leaves only if nothing stands for it.
    plan = a_plan(session, world, [At(world.stock, world.yann, MONDAY, 1)])
    proposal = propose_plan(
        session,
        plan=plan,
        choice=Choice(LAST_DAY, replaces=asked.proposal.id),
        sent_by_id=None,
        sending=sending(),
    )
    session.commit()
    asked.proposal = proposal
    firm = next(one for one in list_parties(session, proposal.id) if one.member_id)
    link = link_of(session, asked, asked.voice)
    page = client.get(link).text
    assert "mercredi 7 janvier, après-midi Retirée" in words(page)
    assert "Garder cette intervention" in words(page)
    (number,) = re.findall(r'name="([0-9a-f-]{36})-reason"', page)

    sent = {"answer": "ask", f"{number}-reason": "keep", f"{number}-note": "Formation prévue"}
    assert client.post(f"{link}/{firm.id}", data=sent).status_code == 303

    row = session.scalars(select(ProposalRequest)).one()
    assert (row.reason, row.wished_day, row.wished_slot) == (Reason.KEEP, WEDNESDAY, 1)
    assert "Je souhaite garder cette intervention – là où elle est" in text(client, link)


def test_cdo_asks_to_keep_a_visit_that_goes_to_another_cdo(
    session: Session, client: FlaskClient, world: World
) -> None:
    """Nothing falls away for the member: for the CDO it does."""
    one = uuid.uuid4()
    before = At(world.shop, world.zoe, WEDNESDAY, 1, id=one)
    publish_places(session, world, [before], utc_now())
    plan = a_plan(session, world, [replace(before, engagement=world.yann)])
    proposal = propose_plan(
        session, plan=plan, choice=Choice(LAST_DAY), sent_by_id=None, sending=sending()
    )
    zoe = session.get_one(Person, world.zoe.person_id)
    token = make_links(session, proposal, [zoe.id], now=utc_now())[zoe.id]
    session.commit()
    link = f"/proposition/{token}"
    party = next(
        party for party in list_parties(session, proposal.id) if party.engagement_id == world.zoe.id
    )
    assert "mercredi 7 janvier, après-midi Retirée" in text(client, link)

    sent = {"answer": "ask", f"{one}-reason": "keep"}
    assert client.post(f"{link}/{party.id}", data=sent).status_code == 303

    row = session.scalars(select(ProposalRequest)).one()
    assert (row.reason, row.wished_day, row.wished_slot) == (Reason.KEEP, WEDNESDAY, 1)
    assert "Je souhaite garder cette intervention – là où elle est" in text(client, link)


def test_who_keeps_everything_gets_a_short_page_and_faults_that_name_the_visit(
    session: Session, client: FlaskClient, world: World
) -> None:
    """Planted: seventy open cards, and a fault that could be of any of them."""
    at = At(world.shop, world.zoe, WEDNESDAY, 1, id=uuid.uuid4())
    publish_places(session, world, [at], utc_now())
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    plan = a_plan(session, world, [at, At(world.stock, world.yann, MONDAY, 1)])
    proposal = propose_plan(
        session,
        plan=plan,
        choice=Choice(LAST_DAY, everybody=True),
        sent_by_id=None,
        sending=sending(),
    )
    link = f"/proposition/{make_links(session, proposal, [zoe.id], now=utc_now())[zoe.id]}"
    (party,) = (
        one for one in list_parties(session, proposal.id) if one.engagement_id == world.zoe.id
    )
    session.commit()
    page = client.get(link).text
    assert "Rien ne change pour vous" in words(page)
    assert '<details class="fold fold-section">' in page

    sent = {"answer": "ask", f"{at.id}-reason": "busy", f"{at.id}-wished_day": "2099-01-10"}
    answer = client.post(f"{link}/{party.id}", data=sent)

    assert answer.status_code == 422
    assert '<details class="fold fold-section" open>' in answer.text
    assert "mercredi 7 janvier, après-midi – Plutôt ce jour-là – Choisissez" in words(answer.text)
