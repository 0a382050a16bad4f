"""What the checklist says of the law, of notice, and of those concerned."""

import re
import uuid
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.core.audit import AuditEntry
from cdo_share.core.clock import utc_now
from cdo_share.core.dates import day_words
from cdo_share.legal.zones import list_frozen_zones
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.models import Plan, PlanVisit
from cdo_share.proposals.models import Answer, Proposal, ProposalParty
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.publishing.changes import difference
from cdo_share.publishing.models import Release
from cdo_share.web.coordinator.gate.notice import shifts_of
from cdo_share.web.mails import render_mail
from tests.factories import a_period
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.pages import words

TICK = re.compile(r'name="confirm" value="([^"]+)"')
DAY = date(2027, 1, 4)


def a_visit(number: int, engagement_id: int, day: date) -> PublishedVisit:
    """Return a visit in force or planned."""
    return PublishedVisit(uuid.UUID(int=number), 1, engagement_id, day, 0, 1)


def test_a_visit_that_changes_hands_is_a_change_for_both() -> None:
    kept, gone, handed = a_visit(1, 7, DAY), a_visit(2, 7, DAY), a_visit(3, 7, DAY)
    found = difference(
        [kept, gone, handed], [kept, a_visit(3, 8, DAY + timedelta(1)), a_visit(4, 8, DAY)]
    )

    told = {(one.engagement_id, one.was, one.becomes) for one in shifts_of(found)}

    assert told == {
        (7, DAY, None),
        (8, None, DAY + timedelta(1)),
        (8, None, DAY),
    }
    assert len(shifts_of(found)) == 4


def test_what_leaves_an_absence_that_its_cdo_reported_is_no_change_they_consent_to() -> None:
    gone, moved, stays = a_visit(1, 7, DAY), a_visit(2, 7, DAY), a_visit(3, 8, DAY)
    found = difference([gone, moved, stays], [a_visit(2, 7, DAY + timedelta(1))])

    told = shifts_of(found, lambda visit: visit.engagement_id == 7)

    assert {(one.engagement_id, one.was, one.becomes) for one in told} == {
        (7, None, DAY + timedelta(1)),
        (8, DAY, None),
    }


@pytest.mark.parametrize("is_own", [False, True])
def test_release_that_clears_an_absence_needs_no_consent_of_whoever_reported_it(  # noqa: PLR0917
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    soon: date,
    is_own: bool,
) -> None:
    """Time taken from a part-timer otherwise is due to them, as the line to be ticked says."""
    world.zoe.regime = Regime.PART_TIME
    places = [At(world.shop, world.zoe, soon, 0), At(world.shop, world.yann, soon, 1)]
    before, plan = plan_of(*places), plan_of(places[1])
    publish_plan(
        session,
        groupement_id=world.groupement.id,
        plan_id=before.id,
        published_by_id=None,
        now=utc_now(),
        around=Surroundings("http://localhost", render_mail),
    )
    if is_own:
        kind = ExceptionKind.UNAVAILABLE
        away = AvailabilityException(
            engagement_id=world.zoe.id, kind=kind, starts_on=soon, ends_on=soon
        )
        session.add(away)
    session.commit()

    page = browser.get(f"{pages}/plans/{plan.id}/publier/prevenance").text

    assert ('id="confirm-notice"' in page) is not is_own
    assert ("lui reste dû comme temps de travail" in words(page)) is not is_own


def test_plan_within_the_law_and_in_time_needs_no_tick(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    told = [
        words(browser.get(f"{pages}/plans/{plan.id}/publier/{part}").text)
        for part in ("droit", "prevenance")
    ]

    assert told == [
        "Le droit du travail n’a rien contre ce plan. Lire ce qu’il dit, CDO par CDO",
        "Chaque CDO est prévenu à temps, comme son régime le demande.",
    ]


def test_plan_that_the_law_forbids_cannot_be_published_by_any_tick(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    visit = session.scalars(select(PlanVisit).where(PlanVisit.plan_id == plan.id)).one()
    visit.day = MONDAY + timedelta(days=6)
    session.commit()
    gate = f"{pages}/plans/{plan.id}/publier"
    ticks = ["law-forbids", "law-stands", "law-doubts", "today", "notice", "guarantees"]

    line = words(browser.get(f"{gate}/droit").text)
    refused = browser.post(gate, data={"seen": "0", "confirm": ticks})

    assert "Le droit du travail interdit un point de ce plan" in line
    assert "Zoé Martin : Le 11 janvier 2099 est un dimanche" in line
    assert "(L3132-3). Déplacez l’intervention" in line
    assert refused.status_code == 422
    assert "Ce plan ne peut pas être publié" in words(refused.text)
    assert session.scalar(select(func.count()).select_from(Release)) == 0


def test_plan_that_was_not_proposed_is_told_and_needs_no_tick(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}/publier/reponses").text

    assert words(page).startswith("Ce plan n’a pas été proposé")
    assert 'name="confirm"' not in page


@pytest.fixture
def soon(session: Session, world: World) -> date:
    """Return Monday of a period that begins within a week, of the same demands."""
    today = utc_now().date()
    monday = today + timedelta(days=7 - today.weekday())
    period = a_period(
        session, world.groupement, starts_on=monday, ends_on=monday + timedelta(days=11)
    )
    world.shop.period_id = period.id
    world.period = period
    session.commit()
    return monday


def test_change_within_the_notice_of_a_part_timer_must_be_ticked(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, soon: date
) -> None:
    world.zoe.regime = Regime.PART_TIME
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, soon, 0))

    page = browser.get(f"{pages}/plans/{plan.id}/publier/prevenance").text

    assert "1 changement tombe dans le délai de prévenance" in words(page)
    zone = list_frozen_zones(session, world.groupement.id, now=utc_now())[world.zoe.id]
    day = day_words(zone.first_free, "EEEE d MMMM", "fr")
    # A shortened month would end the sentence with two full stops.
    assert f"Zoé Martin : 1 changement avant le {day}. " in words(page)
    assert 'id="confirm-notice"' in page


@pytest.mark.parametrize(
    ("answer", "is_late"),
    [(Answer.ACCEPTED, False), (Answer.WAITING, True), (Answer.ASKS, True)],
)
def test_only_a_cdo_who_accepted_consents_to_a_late_change(  # noqa: PLR0917
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    soon: date,
    answer: Answer,
    is_late: bool,
) -> None:
    world.zoe.regime = Regime.PART_TIME
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, soon, 0))
    _propose(session, world, plan, answer)

    page = browser.get(f"{pages}/plans/{plan.id}/publier/prevenance").text

    assert ('id="confirm-notice"' in page) is is_late


def test_old_acceptance_does_not_waive_the_notice_when_a_plan_is_published_anew(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, soon: date
) -> None:
    """Planted: an `agreement_of` that counts answers to a proposal that has ended."""
    world.zoe.regime = Regime.PART_TIME
    session.commit()
    plan, other = (plan_of(At(world.shop, world.zoe, soon, slot)) for slot in (0, 1))
    _propose(session, world, plan, Answer.ACCEPTED)
    around = Surroundings("http://localhost", render_mail)
    for one in (plan, other):
        publish_plan(
            session,
            groupement_id=world.groupement.id,
            plan_id=one.id,
            published_by_id=None,
            now=utc_now(),
            around=around,
        )
    session.commit()

    notice = browser.get(f"{pages}/plans/{plan.id}/publier/prevenance").text
    answers = words(browser.get(f"{pages}/plans/{plan.id}/publier/reponses").text)

    assert 'id="confirm-notice"' in notice
    assert "Toutes les personnes consultées acceptent." not in answers
    assert "ce qui a été répondu alors ne compte pas" in answers


@pytest.mark.parametrize(("whose", "is_late"), [("zoe", True), ("yann", False)])
def test_acceptance_of_a_cdo_is_none_of_what_a_release_changed_for_them_since(  # noqa: PLR0917
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    soon: date,
    whose: str,
    is_late: bool,
) -> None:
    """A booking was confirmed, which leaves the proposal open: the plan takes its visit away."""
    world.zoe.regime = Regime.PART_TIME
    world.stock.period_id = world.period.id
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, soon, 0))
    _propose(session, world, plan, Answer.ACCEPTED)
    booked = plan_of(At(world.stock, getattr(world, whose), soon + timedelta(days=1), 0))
    publish_plan(
        session,
        groupement_id=world.groupement.id,
        plan_id=booked.id,
        published_by_id=None,
        now=utc_now(),
        around=Surroundings("http://localhost", render_mail),
        ends_proposal=False,
    )
    session.commit()

    notice = browser.get(f"{pages}/plans/{plan.id}/publier/prevenance").text

    answers = words(browser.get(f"{pages}/plans/{plan.id}/publier/reponses").text)
    board = words(browser.get(f"{pages}/plans/{plan.id}/accord").text)

    assert ('id="confirm-notice"' in notice) is is_late
    assert ("Toutes les personnes consultées acceptent." not in answers) is is_late
    assert ("a accepté avant qu’une version ne change ses interventions" in answers) is is_late
    assert ("Accepté avant un changement" in board) is is_late


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer.ACCEPTED, "a accepté le plan proposé"),
        (Answer.WAITING, "n’avait pas accepté avant la publication"),
    ],
)
def test_consent_to_a_late_change_is_noted_and_shown_with_the_release(  # noqa: PLR0917
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    soon: date,
    answer: Answer,
    said: str,
) -> None:
    world.zoe.regime = Regime.PART_TIME
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, soon, 0))
    _propose(session, world, plan, answer)
    gate = f"{pages}/plans/{plan.id}/publier"
    ticks = [
        tick
        for part in ("prevenance", "reponses", "donnees", "droit")
        for tick in TICK.findall(browser.get(f"{gate}/{part}").text)
    ]

    published = browser.post(gate, data={"seen": "0", "confirm": ticks})

    assert published.status_code == 302
    (entry,) = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "change_within_notice")
    )
    assert entry.facts == {
        "engagement_id": world.zoe.id,
        "days": [soon.isoformat()],
        "has_accepted": answer is Answer.ACCEPTED,
    }
    assert said in words(browser.get(published.location).text)


def test_tick_of_the_notice_stands_for_the_changes_that_were_read(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, soon: date
) -> None:
    """The sentence only counts: one change on another day is another line."""
    world.zoe.regime = Regime.PART_TIME
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, soon, 0))
    page = f"{pages}/plans/{plan.id}/publier/prevenance"
    before = browser.get(page).text
    moved = update(PlanVisit).where(PlanVisit.plan_id == plan.id)
    session.execute(moved.values(day=soon + timedelta(days=1)))
    session.commit()
    after = browser.get(page).text

    assert words(before) == words(after)
    assert TICK.findall(before) != TICK.findall(after)


def _propose(session: Session, world: World, plan: Plan, answer: Answer) -> None:
    """Store a proposal of the plan to Zoé; its time is over, and silence counts as accepting."""
    proposal = Proposal(
        groupement_id=plan.groupement_id,
        period_id=plan.period_id,
        plan_id=plan.id,
        sent_at=utc_now() - timedelta(days=9),
        answer_until=utc_now() - timedelta(days=1),
        silence_accepts=True,
    )
    session.add(proposal)
    session.flush()
    party = ProposalParty(
        groupement_id=plan.groupement_id,
        proposal_id=proposal.id,
        engagement_id=world.zoe.id,
        answer=answer,
        answered_at=None if answer is Answer.WAITING else utc_now() - timedelta(days=2),
    )
    session.add(party)
    session.commit()
