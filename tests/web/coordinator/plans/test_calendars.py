"""The calendar of a plan: rows, stretches of time, searching, and the list by day."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.planning.models import PlanVisit
from tests.factories import a_demand, a_member
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import LAST_FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.coordinator.reading import body_rows, section
from tests.web.pages import words


@pytest.fixture
def calendar(world: World, pages: str, plan_of: PlanOf) -> str:
    """Return the address of the calendar of a plan of four visits, one of a whole day."""
    plan = plan_of(
        At(world.shop, world.zoe, MONDAY, 0),
        At(world.stock, world.yann, TUESDAY, 0, 2),
        At(world.shop, world.zoe, NEXT_MONDAY, 1),
        At(world.stock, world.yann, LAST_FRIDAY, 0),
    )
    return f"{pages}/plans/{plan.id}/calendrier"


def cells(page: str, table: str) -> list[list[str]]:
    """Return the words of each cell of each body row, the row's name first."""
    body = page[page.index(f'<table class="{table}') :].split("<tbody", 1)[1].split("</tbody", 1)[0]
    rows = re.findall(r"<tr.*?</tr>", body, re.S)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)] for row in rows]


def test_week_has_a_row_per_cdo_and_a_cell_per_halfday(browser: FlaskClient, calendar: str) -> None:
    page = browser.get(calendar).text

    shop = "Biscuiterie Le Goff Ouvrir la boutique en ligne"
    whole_day = ["Yann Guégan", "", "", "Chantier naval Kermor Suivre le stock", *[""] * 6]
    assert cells(page, "plan-week") == [whole_day, ["Zoé Martin", shop, *[""] * 9]]
    assert 'colspan="2" class="day-begins" data-day="mar. 6 janv., journée"' in page


def test_week_by_member_names_the_cdo(browser: FlaskClient, calendar: str) -> None:
    page = browser.get(f"{calendar}?lignes=adherents&q=goff").text

    row = ["Biscuiterie Le Goff", "Zoé Martin Ouvrir la boutique en ligne", *[""] * 9]
    assert cells(page, "plan-week") == [row]


def test_week_says_what_is_remote(
    session: Session, browser: FlaskClient, calendar: str, world: World
) -> None:
    session.query(PlanVisit).filter_by(day=MONDAY).update({"is_on_site": False})
    session.commit()

    page = browser.get(f"{calendar}?q=martin").text

    assert cells(page, "plan-week")[0][1].startswith("Biscuiterie Le Goff à distance Ouvrir")


def test_weeks_follow_one_another_within_the_period(browser: FlaskClient, calendar: str) -> None:
    first = browser.get(f"{calendar}?debut=2098-01-01").text
    last = browser.get(f"{calendar}?debut=2150-01-01").text

    assert 'rel="prev"' not in first
    assert words(first).count("Semaine 2, à partir du lundi 5 janvier") == 1
    assert "debut=2099-01-12" in re.findall(r'rel="next" href="([^"]+)"', first)[0]
    assert 'rel="next"' not in last
    assert "Semaine 5, à partir du lundi 26 janvier" in words(last)


def test_month_counts_the_slots_of_each_day(browser: FlaskClient, calendar: str) -> None:
    page = browser.get(f"{calendar}?vue=mois").text

    yann, zoe = cells(page, "plan-cells")
    assert "Janvier 2099" in section(page, "calendar")
    assert yann == ["Yann Guégan", "", "2", *[""] * 17, "1", "3"]
    assert zoe == ["Zoé Martin", "1", *[""] * 4, "1", *[""] * 14, "2"]
    assert page.count('class="heat-4"') == 1


def test_period_counts_the_slots_of_each_week(browser: FlaskClient, calendar: str) -> None:
    page = browser.get(f"{calendar}?vue=periode&lignes=adherents").text

    assert cells(page, "plan-cells") == [
        ["Biscuiterie Le Goff", "1", "1", "", "", "2"],
        ["Chantier naval Kermor", "2", "", "", "1", "3"],
    ]


def test_list_tells_every_visit_in_order_of_time(browser: FlaskClient, calendar: str) -> None:
    page = browser.get(f"{calendar}?vue=liste").text

    assert body_rows(page)[1] == (
        "mar. 6 janv. journée Yann Guégan Chantier naval Kermor Suivre le stock Sur place"
    )
    assert len(body_rows(page)) == 4
    assert len(body_rows(browser.get(f"{calendar}?vue=liste&q=zoe boutique").text)) == 2


@pytest.mark.parametrize("wish", ["vue=rien", "lignes=rien", "debut=hier", "page=99"])
def test_address_that_makes_no_sense_shows_the_first_week(
    browser: FlaskClient, calendar: str, wish: str
) -> None:
    answer = browser.get(f"{calendar}?{wish}")

    assert answer.status_code == 200
    assert len(cells(answer.text, "plan-week")) == 2


def test_nobody_found_is_said(browser: FlaskClient, calendar: str) -> None:
    page = browser.get(f"{calendar}?q=personne").text

    assert "Rien ne correspond à ces mots." in section(page, "calendar")


def test_rows_of_many_members_are_shown_fifty_at_a_time(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    for _ in range(60):
        a_demand(session, a_member(session, world.groupement), world.period)
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}/calendrier?lignes=adherents").text

    assert len(cells(page, "plan-week")) == 50
    assert "1 à 50 sur 62" in words(page)
