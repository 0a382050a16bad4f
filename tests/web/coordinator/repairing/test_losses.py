"""Whom a repair serves less: hit and not replaced, or taken away for others; beside k = 0."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.question import Question, read_question, write_question
from cdo_share.publishing.queries import published_visits
from cdo_share.publishing.service import publish
from solver.check import check
from tests.factories import a_run
from tests.publishing.world import AM, PM, At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.reading import section
from tests.web.pages import words

NEXT_MONDAY = MONDAY + timedelta(days=7)
Repaired = Callable[..., int]


@pytest.fixture
def basis(session: Session, world: World, plan_of: PlanOf, now: datetime) -> Plan:
    """Publish two visits of Zoé to the shop, one of Yann to the stock."""
    plan = plan_of(
        At(world.shop, world.zoe, MONDAY, AM),
        At(world.shop, world.zoe, NEXT_MONDAY, AM),
        At(world.stock, world.yann, TUESDAY, PM),
    )
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish(session, **keys, published_by_id=None, now=now)
    session.commit()
    return plan


@pytest.fixture
def repaired(session: Session, world: World, plan_of: PlanOf, basis: Plan) -> Repaired:
    """Return a function that stores a repair: Zoé is away on the first Monday."""

    def repair(*places: At, most: int | None) -> int:
        plan = plan_of(*places)
        run = session.get_one(Run, plan.run_id)
        run.kind = RunKind.REPAIR
        run.instance = question_of(session, world, run)
        write_question(session, run.id, Question(basis_plan_id=basis.id, max_changes=most))
        session.commit()
        return run.id

    return repair


def question_of(session: Session, world: World, run: Run) -> dict[str, object]:
    instance = dict(run.instance or {})
    first = instance["days"].index(MONDAY.isoformat()) * 2
    zoe = cdo_name(world.zoe.id)
    cdos = [dict(one) for one in instance["cdos"]]
    for one in cdos:
        if one["id"] == zoe:
            one["available"] = one["available"][:first] + "00" + one["available"][first + 2 :]
    stood = published_visits(session, world.groupement.id, world.period.id)
    published = [
        {
            "demand": f"D{one.demand_id}",
            "cdo": cdo_name(one.engagement_id),
            "day": one.day.isoformat(),
            "slot": one.slot,
            "length": one.length,
        }
        for one in stood
    ]
    return instance | {"cdos": cdos, "published": published}


def test_repair_tells_who_was_hit_from_whose_time_was_taken(
    session: Session, world: World, browser: FlaskClient, pages: str, repaired: Repaired
) -> None:
    hit = repaired(
        At(world.shop, world.zoe, NEXT_MONDAY, AM), At(world.stock, world.yann, TUESDAY, PM), most=0
    )
    taking = repaired(
        At(world.shop, world.zoe, NEXT_MONDAY, AM), At(world.shop, world.yann, TUESDAY, PM), most=2
    )

    first, second = (browser.get(f"{pages}/reparations/{one}").text for one in (hit, taking))

    assert "Biscuiterie Le Goff" in section(first, "not-replaced")
    assert 'id="taken-away"' not in first
    assert 'id="not-replaced"' not in second
    taken = words(section(second, "taken-away"))
    assert "Chantier naval Kermor Suivre le stock − 1 demi-journée (+ 8 000 points)" in taken
    assert "Biscuiterie Le Goff (Ouvrir la boutique en ligne)" in taken
    assert "Personne n’a pu" not in taken


def test_points_of_each_loss_add_up_to_what_is_served_less(
    session: Session, world: World, browser: FlaskClient, pages: str, repaired: Repaired
) -> None:
    run_id = repaired(most=None)
    run = session.get_one(Run, run_id)
    instance = dict(run.instance or {})
    plans: list[list[object]] = [list(instance["published"]), []]

    page = browser.get(f"{pages}/reparations/{run_id}").text

    before, after = (
        check(instance, {"visits": visits})["components"]["shortage"] for visits in plans
    )
    told = words(section(page, "not-replaced")) + words(section(page, "taken-away"))
    points = [int(one.replace(" ", "")) for one in re.findall(r"\(\+ ([\d ]+) points?\)", told)]
    assert len(points) == 3  # the shop loses one visit to the event, and one that could stay
    assert sum(points) == after - before


def test_visits_of_a_withdrawn_demand_are_not_called_unreplaced(
    session: Session, world: World, browser: FlaskClient, pages: str, repaired: Repaired
) -> None:
    run_id = repaired(At(world.stock, world.yann, TUESDAY, PM), most=0)
    run = session.get_one(Run, run_id)
    instance = dict(run.instance or {})
    left = [one for one in instance["demands"] if one["id"] != f"D{world.shop.id}"]
    run.instance = instance | {"demands": left}
    session.commit()

    page = browser.get(f"{pages}/reparations/{run_id}").text

    told = words(section(page, "not-asked"))
    assert "N’est plus demandé" in told
    assert "Biscuiterie Le Goff Ouvrir la boutique en ligne − 2 demi-journées" in told
    assert "point" not in told
    assert 'id="not-replaced"' not in page
    assert 'id="taken-away"' not in page


def test_repair_that_may_move_others_is_set_beside_one_that_may_not(
    session: Session, world: World, browser: FlaskClient, pages: str, repaired: Repaired
) -> None:
    shop = At(world.shop, world.zoe, NEXT_MONDAY, AM)
    alone = repaired(shop, At(world.shop, world.yann, TUESDAY, PM), most=1)
    missing = browser.get(f"{pages}/reparations/{alone}").text
    question = read_question(session, session.get_one(Run, alone).id)
    awaited = a_run(session, world.period, kind=RunKind.REPAIR)
    write_question(session, awaited.id, replace(question, max_changes=0))
    session.commit()
    waiting = browser.get(f"{pages}/reparations/{alone}").text
    awaited.state = RunState.DONE
    least = repaired(shop, At(world.stock, world.yann, TUESDAY, PM), most=0)

    told = browser.get(f"{pages}/reparations/{alone}").text
    own = browser.get(f"{pages}/reparations/{least}").text

    assert "Il n’y a pas de réparation qui ne touche que ce qui est atteint" in words(missing)
    assert "est encore en cours de calcul" in words(section(waiting, "beside"))
    # It asks for itself until that has come, and no longer.
    asks = f'id="beside-part" hx-get="{pages}/reparations/{alone}"'
    assert [asks in one for one in (missing, waiting, told)] == [False, True, False]
    rows = words(section(told, "beside"))
    assert "Autres interventions qui bougent 1 0" in rows
    assert 'id="beside"' not in own


def test_repair_leads_to_a_better_one_found_later_with_as_few_changes(
    session: Session, world: World, browser: FlaskClient, pages: str, repaired: Repaired
) -> None:
    kept = At(world.stock, world.yann, TUESDAY, PM)
    poor = repaired(kept, most=1)
    alone = browser.get(f"{pages}/reparations/{poor}").text
    good = repaired(At(world.shop, world.zoe, NEXT_MONDAY, AM), kept, most=None)
    far = repaired(At(world.shop, world.zoe, MONDAY, PM), kept, most=0)

    first, second, third = (
        browser.get(f"{pages}/reparations/{one}").text for one in (poor, good, far)
    )

    assert "Une meilleure réparation est connue depuis" not in words(alone)
    assert "Une meilleure réparation est connue depuis" in words(first)
    assert f'href="{pages}/reparations/{good}">Voir la meilleure réparation' in first
    assert "Une meilleure réparation" not in words(second)
    assert f'href="{pages}/reparations/{good}">Voir la meilleure réparation' in third


def test_repair_in_force_is_not_compared_with_itself(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    repaired: Repaired,
    now: datetime,
) -> None:
    run_id = repaired(At(world.stock, world.yann, TUESDAY, PM), most=0)
    proposed = words(browser.get(f"{pages}/reparations/{run_id}").text)
    plan = session.scalars(select(Plan).where(Plan.run_id == run_id)).one()
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish(session, **keys, published_by_id=None, now=now)
    session.commit()

    shown = words(browser.get(f"{pages}/reparations/{run_id}").text)

    assert ("Interventions qui changent" in proposed) is True
    assert "En vigueur : version 2" in shown
    assert "Interventions qui changent" not in shown
    assert "rien n’est perdu" not in shown


def test_asking_for_more_changes_asks_for_none_too(
    session: Session, world: World, browser: FlaskClient, pages: str, basis: Plan
) -> None:
    browser.post(f"{pages}/reparations?periode={world.period.id}", data={"most_changes": "2"})

    runs = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR).order_by(Run.id)).all()
    asked = [read_question(session, run.id).max_changes for run in runs]
    assert asked == [2, 0]
    assert [run.put_away_at is None for run in runs] == [True, False]
    assert {run.state for run in runs} == {RunState.QUEUED}


def test_repairs_are_named_by_time_changes_and_event(
    session: Session, world: World, browser: FlaskClient, pages: str, basis: Plan
) -> None:
    address = f"{pages}/reparations?periode={world.period.id}"
    browser.post(address, data={"most_changes": "0", "event": "Absence : Zoé Martin"})
    browser.post(address, data={"most_changes": "1"})

    wanted = Run.kind == RunKind.REPAIR, Run.put_away_at.is_(None)
    names = session.scalars(select(Run.name).where(*wanted).order_by(Run.id)).all()
    today = utc_now().astimezone(ZoneInfo("Europe/Paris")).day
    assert [re.sub(r"\D+", " ", (name or "").split(",")[1]).split()[0] for name in names] == [
        str(today)
    ] * 2
    assert [re.sub(r", \d.*?, ", ", ", name or "") for name in names] == [
        "Réparation, seulement ce qui est touché – Absence : Zoé Martin",
        "Réparation, 1 changement au plus",
    ]
