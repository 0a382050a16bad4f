"""Somebody is away: the entry, the visits hit, who could stand in, within few statements."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.availability.models import AvailabilityException
from cdo_share.core.outbox import OutboxMail
from cdo_share.planning.models import Run, RunKind, RunState
from cdo_share.planning.question import read_question
from cdo_share.publishing.models import Visit
from cdo_share.publishing.service import publish
from tests.publishing.world import AM, PM, At, World
from tests.statements import recorded_statements
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.pages import words


@pytest.fixture
def in_force(session: Session, world: World, plan_of: PlanOf, now: datetime) -> None:
    """Publish two visits of Zoé, one of Yann."""
    plan = plan_of(
        At(world.shop, world.zoe, MONDAY, AM),
        At(world.shop, world.zoe, MONDAY + timedelta(days=7), AM),
        At(world.stock, world.yann, TUESDAY, PM),
    )
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish(session, **keys, published_by_id=None, now=now)
    session.commit()


def typed(world: World, **values: str) -> dict[str, str]:
    return {
        "cdo": str(world.zoe.id),
        "kind": "unavailable",
        "starts_on": MONDAY.isoformat(),
        "starts_half": "am",
        "ends_on": MONDAY.isoformat(),
        "ends_half": "pm",
    } | values


def report(browser: FlaskClient, pages: str, world: World, **values: str) -> str:
    """Report an absence and return the address of its page."""
    answer = browser.post(f"{pages}/absences", data=typed(world, **values))
    assert answer.status_code == 302
    return str(answer.headers["Location"])


@pytest.mark.usefixtures("in_force")
def test_absence_shows_at_once_what_it_hits_and_who_could_stand_in(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    address = report(browser, pages, world)

    page = words(browser.get(address).text)
    assert "1 intervention est touchée" in page
    assert "Biscuiterie Le Goff" in page
    told = words(browser.get(f"{address}/remplacants?periode={world.period.id}").text)
    assert told.endswith(
        "Ce qui l’empêche Yann Guégan – pourrait venir si le besoin acceptait un CDO de plus"
    )
    world.shop.max_cdos = 2
    session.commit()
    told = words(browser.get(f"{address}/remplacants?periode={world.period.id}").text)
    assert "Yann Guégan – 1 intervention, 1 à son heure" in told


@pytest.mark.usefixtures("in_force")
def test_absence_of_the_afternoon_leaves_the_morning(
    browser: FlaskClient, pages: str, world: World
) -> None:
    address = report(browser, pages, world, starts_half="pm")

    assert "Aucune intervention publiée n’est touchée" in words(browser.get(address).text)


@pytest.mark.usefixtures("in_force")
def test_faults_are_told_at_their_fields_and_nothing_is_stored(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    answer = browser.post(f"{pages}/absences", data=typed(world, ends_on="2098-01-01"))

    assert answer.status_code == 422
    assert session.scalars(select(AvailabilityException)).all() == []


@pytest.mark.usefixtures("in_force")
def test_absence_that_is_past_or_far_ahead_is_refused_in_words(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    values = {"starts_on": "2020-01-01", "ends_on": "2101-01-01"}
    answer = browser.post(f"{pages}/absences", data=typed(world, **values))

    told = words(answer.text)
    assert (answer.status_code, "Choisissez un premier jour à partir d’aujourd’hui." in told) == (
        422,
        True,
    )
    assert "Choisissez un dernier jour jusqu’au" in told
    assert session.scalars(select(AvailabilityException)).all() == []


@pytest.mark.usefixtures("in_force")
def test_absence_of_a_cdo_of_others_is_refused(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    answer = browser.post(f"{pages}/absences", data=typed(world, cdo="999999"))

    assert answer.status_code == 422
    assert session.scalars(select(OutboxMail)).all() == []


@pytest.mark.usefixtures("in_force")
def test_alert_names_the_absence_with_one_button_to_repair(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    report(browser, pages, world)

    page = words(browser.get(f"{pages}/a-traiter/avis").text)
    assert "Zoé Martin : absence, 5 janvier 2099. 1 intervention publiée est touchée." in page
    answer = browser.post(f"{pages}/reparations", data={"most_changes": "0"})

    run = session.scalars(select(Run).order_by(Run.id.desc())).first()
    assert run is not None
    assert answer.headers["Location"].endswith(f"/reparations/{run.id}")
    assert (run.kind, read_question(session, run.id).max_changes) == (RunKind.REPAIR, 0)
    assert "Avancement de la réparation" in browser.get(answer.headers["Location"]).text


@pytest.mark.usefixtures("in_force")
def test_repair_that_failed_is_not_called_a_proposal(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    address = browser.post(f"{pages}/reparations", data={"most_changes": "0"}).headers["Location"]
    run = session.scalars(select(Run).order_by(Run.id.desc())).first()
    assert run is not None
    run.state, run.failure, run.started_at, run.finished_at = (
        RunState.FAILED,
        "no_plan",
        run.queued_at,
        run.queued_at,
    )
    session.commit()

    page = words(browser.get(address).text)

    assert "Aucune réparation trouvée" in page
    assert "Réparation proposée" not in page
    assert "Aucun plan n’a été trouvé qui garde tout ce qui doit rester" in page


@pytest.mark.usefixtures("in_force")
def test_pages_stay_within_their_statements(
    session: Session, browser: FlaskClient, pages: str, world: World, coordinator: Person
) -> None:
    address = report(browser, pages, world)
    visit = session.scalars(select(Visit).order_by(Visit.starts_at.desc())).first()
    assert visit is not None
    browser.post(f"{pages}/interventions/{visit.id}/annuler", data={"replaced": "no"})
    counts = {}
    for path in (
        address,
        f"{address}/remplacants?periode={world.period.id}",
        f"{pages}/a-traiter",
        f"{pages}/a-traiter/avis",
        f"{pages}/interventions",
        f"{pages}/interventions/{visit.id}/temps-libre/besoins",
    ):
        session.expire_all()
        with recorded_statements(session) as statements:
            assert browser.get(path).status_code == 200
        counts[path] = len(statements)

    assert {path: count for path, count in counts.items() if count > 15} == {}
