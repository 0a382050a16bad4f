"""A demand is sent once, is not lost when the round closes, and is told all its faults at once."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.demands.models import (
    Demand,
)
from cdo_share.rounds.models import PeriodState
from tests.publishing.world import World
from tests.web.pages import answers, words


def test_two_taps_make_one_demand_and_another_answer_makes_another(
    session: Session, blank: FlaskClient, pages: str
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text) | {"skill": "SECU-CYB"}
    for title in ("Site", "Site", "Boutique"):
        assert blank.post(f"{pages}/nouveau", data=sent | {"title": title}).location == pages

    assert sorted(session.scalars(select(Demand.title))) == ["Boutique", "Site"]


def test_round_closed_meanwhile_what_was_typed_can_be_put_aside(
    session: Session, blank: FlaskClient, pages: str, world: World
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text) | {"skill": "SECU-CYB", "title": "Tard"}
    world.period.state = PeriodState.LOCKED
    session.commit()

    late = blank.post(f"{pages}/nouveau", data=sent)
    assert late.status_code == 409
    assert "Rien de ce que vous avez écrit n’est perdu" in words(late.text)
    kept = answers(late.text)
    assert (kept["skill"], kept["title"]) == ("SECU-CYB", "Tard")
    assert 'name="put_aside"' in late.text


def test_all_faults_come_at_once_each_with_its_remedy(
    session: Session, blank: FlaskClient, pages: str
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text) | {
        "earliest_on": "30/02/2099",
        "latest_on": "2101-01-01",
        "cadence": "once",
        "total_visits": "beaucoup",
        "visit_amount": "half_days-9",
    }
    page = blank.post(f"{pages}/nouveau", data=sent)

    assert page.status_code == 422
    said = words(page.text)
    for sentence in (
        "Choisissez de quoi il s’agit.",
        "« 30/02/2099 » n’est pas une date ; écrivez-la comme 31/12/2027.",
        "Le 1er janvier 2101 est en dehors de la période",
        "« beaucoup » n’est pas un nombre entier ; écrivez-le en chiffres.",
        "Choisissez une des réponses de la liste.",
    ):
        assert sentence in said
    assert answers(page.text)["total_visits"] == "beaucoup"
