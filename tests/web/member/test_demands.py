"""The list of demands and the acts on them: withdrawing, restoring, changing."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.demands.models import (
    Demand,
    DemandState,
)
from cdo_share.planning.models import Run, RunKind, RunQuestion
from cdo_share.publishing.service import publish
from cdo_share.rounds.models import PeriodState
from cdo_share.web.formats import full_day
from tests.factories import a_demand, a_period
from tests.publishing.world import At, World, a_plan, publish_places
from tests.statements import recorded_statements
from tests.web.member.conftest import MONDAY, TUESDAY
from tests.web.pages import answers, main_part, words


def test_index_without_demands_invites_to_state_one(blank: FlaskClient, pages: str) -> None:
    page = blank.get(pages).text
    assert "Vous n’avez encore rien demandé" in page
    assert re.findall(rf'href="({pages}/nouveau)"', page) == [f"{pages}/nouveau"]


def test_index_shows_own_demands_only(browser: FlaskClient, pages: str, world: World) -> None:
    page = browser.get(pages).text
    assert re.findall(r'<h2 class="h3" id="demand-\d+">(.*?)</h2>', page) == [world.shop.title]


def states(page: str) -> list[str]:
    """Return the state of each demand of the list."""
    return [words(state) for state in re.findall(r'<span class="state.*?</span>', page)[1:]]


def test_index_before_a_release_everything_is_submitted(browser: FlaskClient, pages: str) -> None:
    page = browser.get(pages).text
    assert states(page) == ["Transmis"]
    assert "<meter" not in page


def test_index_after_a_release_says_what_was_granted(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    mine = {"member": world.biscuits, "period": world.period}
    served = a_demand(session, **mine, requested_slots=1, title="Servi")
    a_demand(session, **mine, title="Oublié")
    a_demand(session, **mine, title="Retiré", state=DemandState.WITHDRAWN)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    a_demand(session, **mine, title="Nouveau", created_at=later, updated_at=later)
    places = [At(world.shop, world.zoe, MONDAY, 0), At(served, world.yann, TUESDAY, 1)]
    publish_places(session, world, places, now)
    session.commit()

    page = browser.get(pages).text

    assert states(page) == ["Couvert en partie", "Couvert", "Non couvert", "Retiré", "Transmis"]
    granted = re.findall(r'<p class="meter-words">(.*?)</p>', page)
    assert [words(text) for text in granted] == [
        "Accordé 1 sur 4 demi-journées",
        "Accordé 1 sur 1 demi-journée",
        "Accordé 0 sur 4 demi-journées",
    ]


def test_repair_of_something_else_decides_nothing_about_a_new_demand(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    visit = At(world.stock, world.zoe, MONDAY, 0, id=uuid4())
    basis = publish_places(session, world, [visit], now).plan_id
    later = datetime(2098, 1, 1, tzinfo=UTC)
    world.shop.created_at = world.shop.updated_at = later
    plan = a_plan(session, world, [At(world.stock, world.yann, MONDAY, 0, id=visit.id)])
    plan.unmet = [{"demand": world.shop.id, "reason": "room_left", "relaxation": None}]
    run = session.get_one(Run, plan.run_id)
    run.kind, run.started_at = RunKind.REPAIR, datetime(2098, 1, 2, tzinfo=UTC)
    session.add(RunQuestion(run_id=run.id, basis_plan_id=basis))
    session.flush()
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish(session, **keys, published_by_id=None, now=now)
    session.commit()

    page = browser.get(pages).text

    assert states(page) == ["Transmis"]
    assert "Pourquoi pas davantage" not in words(page)


def test_withdraw_and_restore_move_between_states(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    address = f"{pages}/{world.shop.id}"
    withdrawn = browser.post(f"{address}/retirer", follow_redirects=True).text
    restored = browser.post(f"{address}/retablir", follow_redirects=True).text

    assert (states(withdrawn), states(restored)) == (["Retiré"], ["Transmis"])
    assert f'action="{address}/retablir"' in withdrawn
    assert f'href="{address}"' not in withdrawn
    assert f'action="{address}/retirer"' in restored


def test_withdraw_twice_is_told(browser: FlaskClient, pages: str, world: World) -> None:
    address = f"{pages}/{world.shop.id}/retirer"
    assert [browser.post(address).status_code for _ in range(2)] == [302, 409]


def test_update_after_somebody_else_is_refused(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    address = f"{pages}/{world.shop.id}"
    sent = answers(browser.get(address).text)
    browser.post(address, data=sent | {"title": "Le premier"})
    late = browser.post(address, data=sent | {"title": "Le second"})

    assert late.status_code == 409
    assert session.get_one(Demand, world.shop.id, populate_existing=True).title == "Le premier"


@pytest.mark.parametrize("act", ["", "/retirer", "/retablir"])
def test_demand_of_another_firm_is_not_found(
    session: Session, browser: FlaskClient, pages: str, world: World, act: str
) -> None:
    address = f"{pages}/{world.stock.id}"
    assert browser.post(address + act, data={"title": "x"}).status_code == 404
    assert browser.get(address).status_code == 404
    assert session.get_one(Demand, world.stock.id, populate_existing=True).version == 1


def test_round_closed_nothing_can_change(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    sent = answers(browser.get(f"{pages}/nouveau").text) | {"skill": "VENTE-WEB"}
    world.period.state = PeriodState.LOCKED
    session.commit()

    page = browser.get(pages).text
    form = browser.get(f"{pages}/nouveau").text
    posts = [f"{pages}/nouveau", f"{pages}/{world.shop.id}", f"{pages}/{world.shop.id}/retirer"]

    assert re.findall(r"<button|<form", main_part(page) + main_part(form)) == ["<form"]
    assert "Les besoins de la période « Hiver 2099 » ne peuvent plus changer." in words(form)
    assert [browser.post(post, data=sent).status_code for post in posts] == [409] * 3


def test_round_closed_the_list_leads_to_what_was_asked(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    world.period.state = PeriodState.LOCKED
    session.commit()

    link = f"{pages}/{world.shop.id}"
    listed = re.findall(rf'href="({link})"', browser.get(pages).text)
    page = main_part(browser.get(link).text)

    assert listed == [link]
    assert f"<h1>{world.shop.title}</h1>" in page
    assert "Ce que vous avez demandé" in words(page)
    assert "<form" not in page


def test_without_a_period_there_is_nothing_to_state(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    session.execute(delete(Demand).where(Demand.period_id == world.period.id))
    session.delete(world.period)
    session.commit()

    assert "Pas encore de période" in browser.get(pages).text
    assert browser.get(f"{pages}/nouveau").status_code == 404


def test_edit_demand_of_a_past_period_speaks_of_that_period(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    past = a_period(session, world.groupement, name="Automne 2020", state=PeriodState.LOCKED)
    old = a_demand(session, world.biscuits, past)
    session.commit()

    page = browser.get(f"{pages}/{old.id}").text
    assert "Les besoins de la période «\xa0Automne 2020\xa0» ne peuvent plus changer." in page
    assert f"Entre le {full_day(past.starts_on)} et le {full_day(past.ends_on)}" in words(page)


@pytest.mark.parametrize("path", ["", "/nouveau", "/{id}"])
def test_pages_send_the_same_few_statements_for_one_and_for_ten(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime, path: str
) -> None:
    address = pages + path.format(id=world.shop.id)

    def count() -> int:
        session.commit()
        with recorded_statements(session) as statements:
            assert browser.get(address).status_code == 200
        return len(statements)

    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    count()  # the first visit marks the session
    with_one = count()
    for _ in range(9):
        a_demand(session, world.biscuits, world.period)
    assert (count(), with_one <= 15) == (with_one, True)


def test_dates_of_the_whole_period_are_not_repeated(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    assert "Du 5 janvier" not in browser.get(pages).text
    world.shop.latest_on = TUESDAY
    session.commit()
    assert "Du 5 janvier 2099 au 6 janvier 2099" in browser.get(pages).text
