"""What a half-day costs, and how the groupement is reached."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.core.audit import AuditEntry
from tests.publishing.world import World
from tests.web.pages import answers, words


def price(session: Session, world: World) -> int | None:
    """Return the price as stored."""
    session.expire_all()
    return session.get_one(Groupement, world.groupement.id).halfday_price_cents


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("224", (22_400, "224")),
        ("224,50", (22_450, "224,50")),
        ("1 224.5 €", (122_450, "1224,50")),
        ("0", (0, "0")),
        ("", (None, "")),
    ],
)
def test_price_is_read_as_people_write_it(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    typed: str,
    expected: tuple[int | None, str],
) -> None:
    address = f"{pages}/reglages"
    form = answers(browser.get(address).text)

    answer = browser.post(address, data=form | {"halfday_price": typed})

    assert answer.location == address
    shown = answers(browser.get(address).text)["halfday_price"]
    assert (price(session, world), shown) == expected
    act = session.scalars(select(AuditEntry)).one()
    assert act.facts == {"halfday_price_cents": expected[0]}


@pytest.mark.parametrize("typed", ["cher", "224,505", "10001", "-1", "NaN", "1e99"])
def test_price_that_is_none_is_refused_and_kept(
    session: Session, world: World, browser: FlaskClient, pages: str, typed: str
) -> None:
    address = f"{pages}/reglages"
    form = answers(browser.get(address).text) | {"halfday_price": typed}

    answer = browser.post(address, data=form)

    assert (answer.status_code, answer.text.count('id="halfday_price-error"')) == (422, 1)
    assert answers(answer.text)["halfday_price"] == typed
    assert price(session, world) is None


def test_second_of_two_editors_sees_the_difference_and_keeps_what_they_typed(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/reglages"
    form = answers(browser.get(address).text)
    browser.post(address, data=form | {"halfday_price": "224"})

    answer = browser.post(address, data=form | {"halfday_price": "230"})

    assert answer.status_code == 409
    assert "Prix d’une demi-journée : nouveau, « 224,00 € »" in words(answer.text)
    kept = answers(answer.text)
    assert kept["halfday_price"] == "230"
    assert browser.post(address, data=kept).location == address
    assert price(session, world) == 23_000
