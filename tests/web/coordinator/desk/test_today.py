"""What was said after the plan was made counts on the desk: cells, drops, panels, visits."""

import re
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.models import (
    AvailabilityException,
    BusyKind,
    BusyTime,
    ExceptionKind,
    ExternalCalendar,
)
from cdo_share.core.grid import Half
from cdo_share.demands.models import DemandState, Wish
from cdo_share.planning.models import Plan
from cdo_share.planning.question import Question, write_question
from tests.factories import CREATED_AT, a_demand
from tests.planning.instances import says
from tests.publishing.world import At, World
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.desk.asking import key, list_offered, moving, stored_days, told
from tests.web.pages import words

THURSDAY = date(2099, 1, 8)
ABSENT = "Zoé Martin : absence, mardi 6 janvier, matin. (Noté après ce plan.)"


def take_leave(session: Session, who: Engagement, day: date, **halves: Half) -> None:
    """Record an absence of a day, as if after the plan was made."""
    session.add(
        AvailabilityException(
            engagement_id=who.id,
            kind=ExceptionKind.LEAVE,
            starts_on=day,
            starts_half=halves.get("first", Half.AM),
            ends_on=day,
            ends_half=halves.get("last", Half.PM),
        )
    )
    session.commit()


def cell_of(page: str, place: str) -> str:
    """Return the cell of a row and half-day as the page has it."""
    found = re.search(rf'<td [^>]*data-cell="{re.escape(place)}".*?</td>', page, re.S)
    assert found is not None
    return found[0]


@pytest.fixture
def later(session: Session, desk: str, world: World) -> str:
    """Return the desk after Zoé has said that she is away on Tuesday."""
    take_leave(session, world.zoe, TUESDAY)
    return desk


def test_cell_that_a_later_absence_closes_says_why(
    world: World, browser: FlaskClient, later: str
) -> None:
    page = browser.get(later).text

    cell = cell_of(page, f"C{world.zoe.id}.2099-01-06.am")
    assert "is-away" in cell
    assert words(cell) == "Absence (noté après ce plan)"
    assert "noté après" not in cell_of(page, f"C{world.zoe.id}.2099-01-07.am")
    assert "noté après" not in cell_of(page, f"C{world.yann.id}.2099-01-06.am")


def test_place_that_a_later_absence_closes_is_not_called_possible(
    world: World, browser: FlaskClient, later: str, place: At
) -> None:
    where = f"C{world.zoe.id}.2099-01-06.am"
    panel = f"{later}/interventions/{key(place)}"

    cell = browser.get(f"{later}/cellules?visite={key(place)}").json["cells"][where]
    checked = words(browser.get(f"{panel}?cdo=C{world.zoe.id}&jour={TUESDAY}&creneau=0").text)

    assert (cell["state"], ABSENT in cell["words"].replace("\xa0", " ")) == ("no", True)
    assert f"Impossible. {ABSENT}" in checked


def test_drop_on_a_later_absence_is_refused_in_words(
    session: Session, world: World, browser: FlaskClient, later: str, place: At
) -> None:
    said = told(browser, f"{later}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 0)))

    assert f"Impossible. {ABSENT}" in said
    assert stored_days(session) == []


@pytest.mark.parametrize("panel", ["visit", "demand"])
def test_possibilities_leave_a_later_absence_out(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At, panel: str
) -> None:
    addresses = {
        "visit": f"{desk}/interventions/{key(place)}",
        "demand": f"{desk}/besoins/{world.shop.id}",
    }
    before = list_offered(browser.get(addresses[panel]).text)
    for day in {day for cdo, day in before if cdo == f"C{world.zoe.id}"}:
        take_leave(session, world.zoe, date.fromisoformat(day))

    after = list_offered(browser.get(addresses[panel]).text)

    assert (f"C{world.zoe.id}" in {cdo for cdo, _ in before}) is True
    assert set(before) & {one for one in after if one[0] == f"C{world.zoe.id}"} == set()


def test_visit_standing_in_a_later_absence_is_marked(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    take_leave(session, world.zoe, MONDAY, last=Half.AM)
    sentence = "Zoé Martin : absence, lundi 5 janvier, matin. (Noté après ce plan.)"

    page = browser.get(desk).text
    panel = browser.get(f"{desk}/interventions/{key(place)}").text

    marked = re.findall(r'<a class="desk-card[^"]*is-misfit[^"]*".*?data-visit="([^"]+)"', page)
    assert marked == [key(place)]
    assert f"ne va plus avec lui : {sentence}" in words(page)
    assert sentence in words(panel)


def test_marked_visit_may_go_where_it_fits(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    take_leave(session, world.zoe, MONDAY)

    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))

    assert stored_days(session) == [TUESDAY.isoformat()]
    assert "is-misfit" not in browser.get(desk).text


def test_nothing_is_marked_while_nothing_new_was_said(browser: FlaskClient, desk: str) -> None:
    page = browser.get(desk).text

    assert ("is-misfit" in page, "noté après" in words(page)) == (False, False)


def test_sum_is_reckoned_with_todays_data_and_the_plan_keeps_its_own(
    session: Session, world: World, browser: FlaskClient, later: str, plan: Plan
) -> None:
    """A later demand of two visits less leaves two less without, here and in every price."""
    world.shop.requested_slots = 2
    session.commit()

    page = re.sub(r"(?<=\d)\s(?=\d)", "", words(browser.get(later).text))

    told = re.search(r"Points (\d+) comme dans le plan", page)
    assert told is not None
    assert 0 < int(told[1]) < plan.cost
    assert f"Sur sa propre page, le plan a {plan.cost} points, comptés quand il a été" in page


def test_demand_that_was_changed_later_binds_too(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    session.add_all(says(world.shop, Wish.IMPOSSIBLE, (TUESDAY.weekday(), Half.AM)))
    session.commit()

    said = told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 0)))

    assert re.search(r"Impossible\. .*Ouvrir la boutique.* exclu .*\(Noté après ce plan\.\)", said)
    assert stored_days(session) == []


def test_demand_that_was_withdrawn_later_gets_no_visit_more(
    session: Session, world: World, browser: FlaskClient, desk: str
) -> None:
    world.shop.state = DemandState.WITHDRAWN
    session.commit()
    sent = {"besoin": world.shop.id, "longueur": 1, "version": 1}
    place = {"cdo": f"C{world.zoe.id}", "jour": TUESDAY.isoformat(), "creneau": 0}

    said = told(browser, f"{desk}/ajouter", sent | place)

    assert "ne participe pas à cette période. (Règle : " in said
    assert "(Noté après ce plan.)" in said
    assert stored_days(session) == []


def test_cap_that_was_lowered_later_binds_too(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    world.yann.day_cap_halfdays = 1
    session.commit()

    said = told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.yann, TUESDAY, 0)))

    assert re.search(r"Impossible\. Yann Guégan aurait .*\(Noté après ce plan\.\)", said)
    assert stored_days(session) == []


def test_calendar_that_was_read_anew_closes_its_half_days(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    calendar = ExternalCalendar(engagement_id=world.zoe.id, name="Agenda", read_at=CREATED_AT)
    busy = [datetime(2099, 1, 6, hour, tzinfo=UTC) for hour in (8, 11)]
    calendar.busy_times = [
        BusyTime(starts_at=busy[0], ends_at=busy[1], kind=BusyKind.BUSY, uid_sha256=bytes(32))
    ]
    session.add(calendar)
    session.commit()

    cell = cell_of(browser.get(desk).text, f"C{world.zoe.id}.2099-01-06.am")
    said = told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 0)))

    assert words(cell) == "Pas disponible (noté après ce plan)"
    assert re.search(r"Impossible\. Zoé Martin n’est pas .*\(Noté après ce plan\.\)", said)
    assert stored_days(session) == []


def test_row_of_a_member_says_what_does_not_suit_any_more(
    session: Session, world: World, browser: FlaskClient, desk: str
) -> None:
    session.add_all(says(world.shop, Wish.IMPOSSIBLE, (TUESDAY.weekday(), Half.AM)))
    session.commit()

    page = browser.get(f"{desk}?vue=adherents").text

    cell = cell_of(page, f"M{world.biscuits.id}.2099-01-06.am")
    assert words(cell) == "Ne convient pas (noté après ce plan)"
    assert "noté après" not in cell_of(page, f"M{world.biscuits.id}.2099-01-06.pm")


def test_remedy_that_supposed_more_time_hides_no_later_absence(
    session: Session, world: World, browser: FlaskClient, desk: str, plan: Plan
) -> None:
    """The plan supposed that Zoé comes on Thursday: she is away on Tuesday all the same."""
    supposed = {"op": "open_time", "cdo": f"C{world.zoe.id}", "day": "2099-01-08", "halves": ["am"]}
    write_question(session, plan.run_id, Question(edits=[supposed]))
    take_leave(session, world.zoe, TUESDAY)

    page = browser.get(desk).text

    assert "is-away" in cell_of(page, f"C{world.zoe.id}.2099-01-06.am")


@pytest.mark.parametrize(("leave", "is_away"), [(TUESDAY, False), (THURSDAY, True)])
def test_time_that_was_supposed_is_free_until_an_absence_is_noted_there(
    *,
    session: Session,
    world: World,
    browser: FlaskClient,
    desk: str,
    plan: Plan,
    leave: date,
    is_away: bool,
) -> None:
    take_leave(session, world.zoe, leave)
    supposed = {"op": "open_time", "cdo": f"C{world.zoe.id}", "day": "2099-01-08", "halves": ["am"]}
    write_question(session, plan.run_id, Question(edits=[supposed]))
    session.commit()

    page = browser.get(desk).text

    assert ("is-away" in cell_of(page, f"C{world.zoe.id}.2099-01-08.am")) is is_away


def test_demand_that_came_after_the_plan_is_told_in_the_tray(
    session: Session, world: World, browser: FlaskClient, desk: str
) -> None:
    assert "Nouveau depuis ce plan" not in words(browser.get(desk).text)
    a_demand(session, world.boats, world.period, title="Vendre en ligne", requested_slots=3)
    session.commit()

    page = words(browser.get(desk).text)

    told = "Nouveau depuis ce plan Une nouvelle répartition en tiendra compte."
    assert f"{told} Nouvelle répartition Chantier naval Kermor Vendre en ligne" in page
    assert "il manque 3 demi-journées" in page


def withdraw(session: Session, world: World) -> None:
    """Withdraw the shop's demand after the plan was made."""
    world.shop.state = DemandState.WITHDRAWN
    session.commit()


def served_of(page: str) -> str:
    """Return what the desk says is served, with what it is compared with."""
    found = re.search(r"Couvert (.*?) Points ", words(page))
    assert found is not None
    return found[1]


def test_served_counts_with_todays_data_on_both_sides_and_the_plan_keeps_its_own(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    """The visit of a withdrawn demand serves nobody today, whether it is taken out or not."""
    own = "sur sa propre page, le plan couvre 2 demi-journées"
    first = browser.get(desk).text
    withdraw(session, world)
    after = browser.get(desk).text

    told(browser, f"{desk}/retirer", {"visite": key(place), "version": 1})

    without = browser.get(desk).text
    assert served_of(first) == "2 demi-journées comme dans le plan"
    assert served_of(after) == served_of(without) == "1 demi-journée comme dans le plan"
    assert [own in words(page) for page in (first, after, without)] == [False, True, True]


def test_visit_taken_out_of_a_demand_that_is_asked_for_is_served_less(
    session: Session, world: World, browser: FlaskClient, desk: str
) -> None:
    withdraw(session, world)
    other = At(world.stock, world.yann, TUESDAY, 1)

    told(browser, f"{desk}/retirer", {"visite": key(other), "version": 1})

    assert served_of(browser.get(desk).text) == "0 demi-journée −1 par rapport au plan"


def test_withdrawn_demand_is_no_longer_to_be_served(
    session: Session, world: World, browser: FlaskClient, desk: str
) -> None:
    panel, mark = f"{desk}/besoins/{world.shop.id}", f'data-demand="{world.shop.id}"'
    before = browser.get(desk).text, browser.get(panel).text
    withdraw(session, world)

    after = browser.get(desk).text, browser.get(panel).text

    assert [mark in page for page in (before[0], after[0])] == [True, False]
    told_so = "Retiré Ce besoin a été retiré après ce plan."
    assert [told_so in words(page) for page in (before[1], after[1])] == [False, True]
    assert ["Où elle tiendrait" in words(page) for page in (before[1], after[1])] == [True, False]
    assert "/bureau/ajouter" not in after[1]


def test_demand_that_asks_for_less_by_now_lacks_no_more_than_that(
    session: Session, world: World, browser: FlaskClient, desk: str
) -> None:
    mark = rf'data-demand="{world.shop.id}".*?</a>'
    panel = f"{desk}/besoins/{world.shop.id}"
    world.shop.requested_slots = 2
    session.commit()

    waiting = re.search(mark, browser.get(desk).text, re.S)

    assert waiting is not None
    assert "il manque 1 demi-journée" in words(waiting[0])
    assert "il manque 1 demi-journée" in words(browser.get(panel).text)
