"""One move has one price: on every plan's desk, in its cells, its lists and its panels."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.planning.drafting.acts import Place, move
from cdo_share.planning.drafting.alternatives import list_replacements
from cdo_share.planning.drafting.cells import judge_places
from cdo_share.planning.drafting.pricing import price_step, report_of
from cdo_share.planning.drafting.service import Table
from cdo_share.planning.drafting.verdict import judge_step
from cdo_share.planning.models import Run
from cdo_share.today import ask_as_it_stands
from solver import Visit
from tests.factories import a_person
from tests.planning.drafting.desks import a_judged_plan, a_table, visit_of
from tests.publishing.world import MONDAY, TUESDAY, At, World, a_world, publish_places

Json = dict[str, object]


@pytest.fixture
def world(session: Session) -> World:
    """Return two members, two CDOs, a period."""
    return a_world(session)


@pytest.fixture
def shop(world: World) -> At:
    """Return where the shop is visited, in force and in every plan."""
    return At(world.shop, world.zoe, MONDAY, 0)


@pytest.fixture
def desks(session: Session, world: World, shop: At, now: datetime) -> tuple[Table, Table, Json]:
    """Return the desks of a plan made before anything was in force and of a later one; today."""
    person = a_person(session)
    both = a_judged_plan(session, world, shop), a_judged_plan(session, world, shop)
    publish_places(session, world, [shop], now)
    today = ask_as_it_stands(
        session, world.groupement.id, world.period.id, name="today", now=now, is_bound=False
    )
    run = session.get_one(Run, both[1].run_id)
    run.instance = {**today, "name": "run"}
    session.flush()
    older, later = (a_table(session, plan, person.id, now) for plan in both)
    assert older.instance["published"] != later.instance["published"]
    return older, later, today


def prices_on(table: Table, today: Json, visit: Visit) -> dict[str, dict[Visit, int]]:
    """Return what moving a visit costs, as each part of a desk tells it."""
    around = table.instance, table.visits
    listed = {
        Visit(**one["visit"]): one["points"] for one in list_replacements(table, visit, today)
    }
    places = {Place(one.cdo, one.day, one.slot): one for one in listed}
    cells = judge_places(*around, visit, places, table.held, today)
    return {
        "list": listed,
        "cells": {places[cell.place]: cell.points for cell in cells},
        "panel": {
            one: judge_step(*around, move(visit, place), table.held, today).points
            for place, one in places.items()
        },
        "sum": {
            one: report_of(today, {*table.visits} - {visit} | {one})["cost"]
            - report_of(today, table.visits)["cost"]
            for one in listed
        },
    }


def test_move_costs_the_same_on_the_desks_of_an_older_and_a_later_plan(
    desks: tuple[Table, Table, Json], shop: At
) -> None:
    older, later, today = desks
    visit = visit_of(shop)

    told = [prices_on(table, today, visit) for table in (older, later)]

    (first, *others) = [prices for on_desk in told for prices in on_desk.values()]
    assert len(first) > 4
    assert others == [first] * 7
    assert list(told[0]["list"]) == list(told[1]["list"])


def test_change_counts_against_what_is_in_force_now(
    desks: tuple[Table, Table, Json], shop: At, world: World
) -> None:
    older, _, today = desks
    visit, moved = visit_of(shop), visit_of(At(world.shop, world.zoe, TUESDAY, 0))
    step = move(visit, Place(moved.cdo, moved.day, moved.slot))

    price = price_step(today, older.visits, step)

    assert price.parts["change"] == 500
    assert judge_step(older.instance, older.visits, step, (), today).price == price
