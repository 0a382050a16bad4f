"""What a member reads of a demand after one of its visits was cancelled."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy, Visit
from tests.publishing.world import At, World, publish_places
from tests.web.member.conftest import MONDAY, TUESDAY
from tests.web.member.test_demands import states
from tests.web.pages import main_part, words

GIVEN_UP = "Vous avez annulé 1 demi-journée : elle n’est plus demandée."
FELL_AWAY = "1 demi-journée a été annulée et n’est plus demandée."
SOUGHT = (
    "1 demi-journée a été annulée et reste demandée : la prochaine répartition cherche une autre"
    " date."
)


def published(session: Session, world: World, asked: int, now: datetime) -> list[Visit]:
    """Return the two visits of a demand that asks for so many half-days."""
    world.shop.requested_slots = asked
    places = [At(world.shop, world.zoe, MONDAY, 0), At(world.shop, world.zoe, TUESDAY, 0)]
    publish_places(session, world, places, now)
    session.commit()
    return list(session.scalars(select(Visit).order_by(Visit.day)))


def cancel(
    session: Session,
    visit: Visit,
    now: datetime,
    *,
    replaced: bool = False,
    by: CancelledBy = CancelledBy.MEMBER,
) -> None:
    """Cancel a visit that lies years ahead."""
    wish = CancelWish(visit_id=visit.id, cancelled_by=by, person_id=None, is_replaced=replaced)
    cancel_visit(session, groupement_id=visit.groupement_id, wish=wish, now=now)
    session.commit()


def granted(page: str) -> list[str]:
    """Return the bar of what was granted of each demand."""
    return [words(text) for text in re.findall(r'<p class="meter-words">(.*?)</p>', page)]


@pytest.mark.parametrize(
    "told", [(CancelledBy.MEMBER, GIVEN_UP), (CancelledBy.COORDINATOR, FELL_AWAY)]
)
def test_what_is_given_up_is_no_longer_missing(
    session: Session,
    browser: FlaskClient,
    pages: str,
    world: World,
    now: datetime,
    told: tuple[CancelledBy, str],
) -> None:
    by, said = told
    visit, _ = published(session, world, 2, now)
    cancel(session, visit, now, by=by)

    page = browser.get(pages).text

    assert (states(page), granted(page)) == (["Couvert"], ["Accordé 1 sur 1 demi-journée"])
    assert said in words(main_part(page))
    assert "Pourquoi pas davantage" not in words(page)


def test_what_is_asked_for_again_waits_for_the_next_allocation(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    visit, _ = published(session, world, 2, now)
    cancel(session, visit, now, replaced=True)

    page = browser.get(pages).text

    assert states(page) == ["Couvert en partie"]
    assert granted(page) == ["Accordé 1 sur 2 demi-journées"]
    assert SOUGHT in words(main_part(page))
    assert "Pourquoi pas davantage" not in words(page)


def test_why_a_plan_gave_less_is_still_told_beside_what_was_cancelled(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    visit, _ = published(session, world, 4, now)
    cancel(session, visit, now)

    page = browser.get(pages).text

    assert granted(page) == ["Accordé 1 sur 3 demi-journées"]
    assert GIVEN_UP in words(main_part(page))
    assert "Pourquoi pas davantage" in words(page)


def test_placed_again_nothing_is_said_to_be_looked_for(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    visit, other = published(session, world, 2, now)
    cancel(session, visit, now, replaced=True)
    places = [
        At(world.shop, world.zoe, TUESDAY, 0, id=other.id),
        At(world.shop, world.yann, TUESDAY, 1),
    ]
    publish_places(session, world, places, now)
    session.commit()

    page = browser.get(pages).text

    assert states(page) == ["Couvert"]
    assert "annulée" not in words(main_part(page))


def test_demand_of_which_everything_is_given_up_is_neither_served_nor_unserved(
    session: Session, browser: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    for visit in published(session, world, 2, now):
        cancel(session, visit, now)

    page = browser.get(pages).text

    assert (states(page), granted(page)) == (["Annulé"], [])
    assert "Vous avez annulé 2 demi-journées : elles ne sont plus demandées." in words(page)
    home = words(main_part(browser.get(pages.removesuffix("/besoins")).text))
    assert "Pourquoi pas davantage" not in home
