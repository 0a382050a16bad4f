"""The check-up: six parts, left and taken up again, the result, a demand in one tap."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Sector
from cdo_share.demands.models import Cadence, Demand, DemandDraft
from cdo_share.maturity.catalogue import DIMENSIONS
from cdo_share.maturity.models import Assessment, AssessmentDraft
from cdo_share.maturity.scoring import score
from cdo_share.rounds.models import PeriodState
from tests.factories import a_groupement, a_member
from tests.maturity.answering import all_answers
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.pages import answers, words


@pytest.fixture
def home(firm: Member) -> str:
    """Return the address of the check-up."""
    return f"/adherent/{firm.id}/diagnostic"


def part(number: int, points: int) -> dict[str, str]:
    """Return the answers to one part, all with the same points."""
    return {question.code: str(points) for question in DIMENSIONS[number - 1].questions}


def an_assessment(session: Session, member: Member, now: datetime, **others: int) -> Assessment:
    """Return an assessment with all points but for the questions named."""
    given = all_answers(3, **others)
    assessment = Assessment(
        groupement_id=member.groupement_id,
        member_id=member.id,
        answers=given,
        scores=score(given),
        overall=90,
        taken_at=now,
    )
    session.add(assessment)
    session.commit()
    return assessment


def proposals(page: str) -> list[str]:
    """Return the titles of the cards."""
    return [words(one) for one in re.findall(r'<h3 id="proposal-\d">(.*?)</h3>', page)]


def test_six_parts_make_a_result(session: Session, browser: FlaskClient, home: str) -> None:
    steps = [
        browser.post(f"{home}/questions?partie={number}", data=part(number, number % 4))
        for number in range(1, 7)
    ]

    assert [step.location for step in steps] == [
        *(f"{home}/questions?partie={number}" for number in range(2, 7)),
        home,
    ]
    second_tap = browser.post(f"{home}/questions?partie=6", data=part(6, 2))
    assert second_tap.location == home
    assessment = session.scalars(select(Assessment)).one()
    assert list(assessment.scores.values()) == [33, 67, 100, 0, 33, 67]
    assert assessment.overall == 50
    page = browser.get(home).text
    assert "Votre résultat 50 sur 100 Vous êtes en chemin." in words(page)
    assert session.scalars(select(AssessmentDraft)).all() == []


def test_open_question_is_asked_for_and_the_others_are_kept(
    browser: FlaskClient, home: str
) -> None:
    sent = part(2, 1)
    del sent["customers"]
    page = browser.post(f"{home}/questions?partie=2", data=sent)

    assert page.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', page.text) == ["customers"]
    assert answers(page.text) == sent
    assert answers(browser.get(f"{home}/questions?partie=2").text) == sent


def test_left_for_later_it_is_taken_up_where_it_stands(browser: FlaskClient, home: str) -> None:
    browser.post(f"{home}/questions?partie=1", data=part(1, 2))
    left = browser.post(f"{home}/questions?partie=2", data={"invoices": "1", "go": "later"})

    start = browser.get(home).text
    assert left.location == home
    assert "Reprendre à la partie 2" in words(start)
    assert answers(browser.get(f"{home}/questions?partie=2").text) == {"invoices": "1"}


def test_going_back_keeps_the_answers(browser: FlaskClient, home: str) -> None:
    back = browser.post(f"{home}/questions?partie=3", data={"ease": "3", "go": "back"})
    assert back.location == f"{home}/questions?partie=2"
    assert answers(browser.get(f"{home}/questions?partie=3").text) == {"ease": "3"}


def test_last_part_alone_leads_to_the_first_open_one(
    session: Session, browser: FlaskClient, home: str
) -> None:
    answer = browser.post(f"{home}/questions?partie=6", data=part(6, 2))
    assert answer.location == f"{home}/questions?partie=1"
    assert session.scalars(select(Assessment)).all() == []


@pytest.mark.parametrize("number", ["", "0", "7", "x", "²", "12"])
def test_strange_part_is_the_first(browser: FlaskClient, home: str, number: str) -> None:
    page = browser.get(f"{home}/questions?partie={number}").text
    assert "partie 1 sur 6" in words(page)


@pytest.mark.parametrize("value", ["4", "-1", "x", "²"])
def test_strange_answer_is_no_answer(browser: FlaskClient, home: str, value: str) -> None:
    page = browser.post(f"{home}/questions?partie=1", data=part(1, 1) | {"direction": value})
    assert page.status_code == 422
    assert "direction" not in answers(browser.get(f"{home}/questions?partie=1").text)


def test_radar_has_a_name_and_its_figures_in_a_table(
    session: Session, browser: FlaskClient, home: str, firm: Member, now: datetime
) -> None:
    an_assessment(session, firm, now, backups=0)
    page = browser.get(home).text

    assert re.search(r'<svg[^>]*role="img" aria-labelledby="radar-title">', page)
    table = re.search(r"<table.*?</table>", page, re.S)
    assert table is not None
    assert words(table[0]) == (
        "Résultats sur 100 Côté Votre résultat 1. Cap et décisions 100 2. Vente et gestion 100"
        " 3. Équipe et habitudes 100 4. Données et sécurité 75 5. Automatisation et IA 100"
        " 6. Numérique sobre 100"
    )
    corners = re.search(r'<ol class="radar-names".*?</ol>', page, re.S)
    assert corners is not None
    assert [words(name) for name in re.findall(r"<li>(.*?)</li>", corners[0])] == [
        "Cap et décisions",
        "Vente et gestion",
        "Équipe et habitudes",
        "Données et sécurité",
        "Automatisation et IA",
        "Numérique sobre",
    ]
    assert "<script>" not in page


def test_comparison_waits_for_five_other_firms(
    session: Session, browser: FlaskClient, home: str, firm: Member, now: datetime
) -> None:
    an_assessment(session, firm, now)
    without_sector = words(browser.get(home).text)
    firm.sector = Sector.SHOP
    elsewhere = a_groupement(session)
    for _ in range(4):
        other = a_member(session, elsewhere, sector=Sector.SHOP, name="Canari d’ailleurs")
        an_assessment(session, other, now, backups=0)
    with_four = words(browser.get(home).text)
    an_assessment(session, a_member(session, elsewhere, sector=Sector.SHOP), now, backups=0)
    with_five = words(browser.get(home).text)

    assert "Demandez à votre coordination de noter votre secteur" in without_sector
    assert "viendra quand cinq autres" in with_four
    assert "Médiane de votre métier" not in with_four
    assert "4. Données et sécurité 100 75" in with_five
    assert "Canari" not in with_five


def test_earlier_result_stands_beside_the_new_one(
    session: Session, browser: FlaskClient, home: str, firm: Member, now: datetime
) -> None:
    an_assessment(session, firm, datetime.fromisoformat("2026-01-10T09:00:00+00:00"), backups=0)
    an_assessment(session, firm, now)

    page = words(browser.get(home).text)
    assert "La dernière fois 90 sur 100 le 10 janvier 2026" in page
    assert "4. Données et sécurité 100 75" in page


def test_one_tap_states_a_proposed_demand_that_can_be_edited(
    session: Session, blank: FlaskClient, home: str, pages: str, firm: Member, now: datetime
) -> None:
    an_assessment(session, firm, now, backups=0, found=0)
    page = blank.get(home).text
    taps = [blank.post(f"{home}/demander", data={"skill": "SECU-CYB"}) for _ in range(2)]

    demand = session.scalars(select(Demand)).one()
    assert proposals(page) == [
        "Sécurité informatique et sauvegardes",
        "Site web et présence dans les recherches locales",
    ]
    assert (demand.skill, demand.cadence, demand.requested_slots) == ("SECU-CYB", Cadence.ONCE, 4)
    assert [answer.location for answer in taps] == [f"{pages}/{demand.id}"] * 2
    again = blank.get(home).text
    assert re.findall(r'name="skill" value="([\w-]+)"', again) == ["VENTE-WEB"]
    assert "Demandé" in words(again)


def test_what_is_not_proposed_cannot_be_asked_for_so(
    session: Session, blank: FlaskClient, home: str, firm: Member, now: datetime
) -> None:
    without = blank.post(f"{home}/demander", data={"skill": "SECU-CYB"})
    an_assessment(session, firm, now, found=0)
    other = blank.post(f"{home}/demander", data={"skill": "SECU-CYB"})
    assert (without.status_code, other.status_code) == (404, 404)


def test_proposal_that_does_not_fit_the_period_is_put_aside(
    session: Session, blank: FlaskClient, home: str, firm: Member, now: datetime, world: World
) -> None:
    an_assessment(session, firm, now, backups=0)
    world.period.ends_on = world.period.starts_on
    session.commit()

    for _ in range(2):
        blank.post(f"{home}/demander", data={"skill": "SECU-CYB"})

    assert session.scalars(select(Demand)).all() == []
    assert session.scalars(select(DemandDraft)).one().answers["skill"] == "SECU-CYB"


def test_round_closed_proposals_are_only_read(
    session: Session, browser: FlaskClient, home: str, firm: Member, now: datetime, world: World
) -> None:
    an_assessment(session, firm, now, backups=0)
    world.period.state = PeriodState.LOCKED
    session.commit()

    page = browser.get(home).text
    assert f"{home}/demander" not in page
    assert "Aucune campagne n’est ouverte" in words(page)
    assert browser.post(f"{home}/demander", data={"skill": "SECU-CYB"}).status_code == 409


def test_resources_open_elsewhere_and_safely(
    session: Session, browser: FlaskClient, home: str, firm: Member, now: datetime
) -> None:
    an_assessment(session, firm, now)
    links = re.findall(r'<a href="https://[^>]*>', browser.get(home).text)
    assert len(links) == sum(len(one.resources) for one in DIMENSIONS)
    assert all('target="_blank" rel="noopener"' in link for link in links)


def test_check_up_can_be_skipped(browser: FlaskClient, home: str, pages: str) -> None:
    assert f'href="{pages}/nouveau"' in browser.get(home).text


def test_result_sends_the_same_few_statements_however_many_took_part(
    session: Session, browser: FlaskClient, home: str, firm: Member, now: datetime, world: World
) -> None:
    firm.sector = Sector.SHOP
    an_assessment(session, firm, now, backups=0)

    def count() -> int:
        session.commit()
        with recorded_statements(session) as statements:
            assert browser.get(home).status_code == 200
        return len(statements)

    count()  # the first visit marks the session
    with_one = count()
    for _ in range(9):
        an_assessment(session, a_member(session, world.groupement, sector=Sector.SHOP), now)
    assert (count(), with_one <= 15) == (with_one, True)
