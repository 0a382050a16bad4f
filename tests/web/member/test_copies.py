"""Asking again for what was asked in the last period."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.demands.models import DeclinedCdo, DeclineReason, Demand, DemandDraft, DemandState
from cdo_share.rounds.models import Period, PeriodState
from tests.factories import a_demand, a_period
from tests.publishing.world import World
from tests.web.pages import main_part, words


@pytest.fixture
def autumn(session: Session, world: World) -> Period:
    """Return the period before, in which the firm asked for two things."""
    autumn = a_period(
        session,
        world.groupement,
        name="Automne 2025",
        starts_on=date(2025, 10, 6),
        ends_on=date(2025, 10, 31),
        state=PeriodState.LOCKED,
    )
    a_demand(session, world.biscuits, autumn, title="Le site", latest_on=date(2025, 10, 17))
    a_demand(session, world.biscuits, autumn, title="Les sauvegardes", skill="SECU-CYB")
    a_demand(session, world.biscuits, autumn, title="Abandonné", state=DemandState.WITHDRAWN)
    a_demand(session, world.boats, autumn, title="À un autre")
    session.commit()
    return autumn


def stated(session: Session, world: World) -> list[Demand]:
    """Return the firm's demands of the present period."""
    session.expire_all()
    wanted = select(Demand).where(
        Demand.period_id == world.period.id, Demand.member_id == world.biscuits.id
    )
    return list(session.scalars(wanted.order_by(Demand.id)))


def number_of(session: Session, title: str) -> int:
    """Return the number of the demand with this title."""
    return session.scalars(select(Demand.id).where(Demand.title == title)).one()


def test_first_period_offers_nothing_to_ask_again(browser: FlaskClient, pages: str) -> None:
    assert f"{pages}/reprendre" not in browser.get(pages).text
    assert "Rien à redemander" in browser.get(f"{pages}/reprendre").text


def test_own_demands_of_the_last_period_are_offered(
    blank: FlaskClient, pages: str, autumn: Period
) -> None:
    page = blank.get(f"{pages}/reprendre").text

    assert f'href="{pages}/reprendre"' in blank.get(pages).text
    shown = [title for title in ("Le site", "Les sauvegardes", "Abandonné", "À un autre")]
    assert [title for title in shown if title in page] == ["Le site", "Les sauvegardes"]


def test_one_tap_asks_again_with_the_dates_of_now(
    session: Session, blank: FlaskClient, pages: str, world: World, autumn: Period
) -> None:
    blank.post(f"{pages}/reprendre", data={"demand": number_of(session, "Le site")})

    [demand] = stated(session, world)
    assert (demand.title, demand.earliest_on, demand.latest_on) == (
        "Le site",
        date(2099, 1, 5),
        date(2099, 1, 16),
    )
    assert "Déjà redemandé" in blank.get(f"{pages}/reprendre").text


def test_all_of_them_and_never_twice(
    session: Session, blank: FlaskClient, pages: str, world: World, autumn: Period
) -> None:
    page = blank.post(f"{pages}/reprendre", follow_redirects=True).text
    blank.post(f"{pages}/reprendre")

    assert "2 besoins sont redemandés." in words(page)
    assert [one.title for one in stated(session, world)] == ["Le site", "Les sauvegardes"]


def test_what_does_not_fit_is_put_aside(
    session: Session, blank: FlaskClient, pages: str, world: World, autumn: Period
) -> None:
    number = number_of(session, "Le site")
    session.get_one(Demand, number).skill = "GONE"
    session.commit()

    for _ in range(2):
        answer = blank.post(f"{pages}/reprendre", data={"demand": number}, follow_redirects=True)
    page = answer.text

    assert stated(session, world) == []
    draft = session.scalars(select(DemandDraft)).one()
    assert (draft.answers["title"], draft.answers["latest_on"]) == ("Le site", "2099-01-16")
    assert "1 besoin ne rentre pas tel quel dans la nouvelle période" in words(page)


def test_declined_cdo_who_left_is_no_longer_named(
    session: Session, blank: FlaskClient, pages: str, world: World, autumn: Period
) -> None:
    number = number_of(session, "Le site")
    for cdo in (world.zoe, world.yann):
        reason = DeclineReason.PAST_DISAGREEMENT
        session.add(DeclinedCdo(demand_id=number, engagement_id=cdo.id, reason=reason))
    world.zoe.is_active = False
    session.commit()

    blank.post(f"{pages}/reprendre", data={"demand": number})

    [demand] = stated(session, world)
    rows = session.scalars(select(DeclinedCdo).where(DeclinedCdo.demand_id == demand.id))
    assert [row.engagement_id for row in rows] == [world.yann.id]


def test_demand_of_another_member_is_not_found(
    session: Session, blank: FlaskClient, pages: str, autumn: Period
) -> None:
    number = number_of(session, "À un autre")
    assert blank.post(f"{pages}/reprendre", data={"demand": number}).status_code == 404


def test_round_closed_nothing_is_offered(
    session: Session, blank: FlaskClient, pages: str, world: World, autumn: Period
) -> None:
    world.period.state = PeriodState.LOCKED
    session.commit()

    assert "<button" not in main_part(blank.get(f"{pages}/reprendre").text)
    assert blank.post(f"{pages}/reprendre").status_code == 409
