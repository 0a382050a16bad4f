"""What a repair had to move: pins force it, and it is no change by choice."""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.planning.by_hand import keep_by_hand
from cdo_share.planning.drafting.service import make
from cdo_share.planning.drafting.steps import Step
from cdo_share.planning.instance_parts import published_part
from cdo_share.planning.models import Run
from cdo_share.planning.queries import get_instance, get_plan
from cdo_share.planning.repair_figures import read_figures
from cdo_share.publishing.queries import published_visits
from tests.factories import a_person
from tests.planning.drafting.desks import a_judged_plan, a_table, visit_of
from tests.publishing.world import MONDAY, TUESDAY, At, a_world, publish_places


def test_visit_that_a_pinned_weekday_forces_to_move_is_no_change_by_choice(
    session: Session,
) -> None:
    world = a_world(session)
    before = a_judged_plan(session, world, At(world.shop, world.zoe, MONDAY, 0))
    after = a_judged_plan(session, world, At(world.shop, world.zoe, TUESDAY, 0))
    both = [get_plan(session, world.groupement.id, one.id) for one in (before, after)]
    published = {"cdo": f"C{world.zoe.id}", "day": MONDAY.isoformat(), "slot": 0, "length": 1}
    question = get_instance(session, world.groupement.id, after.run_id) | {"max_changes": 0}
    question["published"] = [published | {"demand": f"D{world.shop.id}"}]
    pinned = question | {
        "demands": [one | {"closed": [MONDAY.isoformat()]} for one in question["demands"]]
    }

    free, forced = (read_figures(question, one, *both) for one in (question, pinned))

    assert (free.forced, forced.forced, forced.served) == (0, 1, (1, 1))


def test_changes_by_hand_have_the_price_that_the_desk_gives_them(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    person = a_person(session)
    release = publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    plan = a_judged_plan(session, world, At(world.shop, world.zoe, MONDAY, 0))
    run = session.get_one(Run, plan.run_id)
    stood = published_visits(session, world.groupement.id, world.period.id)
    run.instance = (run.instance or {}) | {"published": [published_part(one) for one in stood]}
    table = a_table(session, plan, person.id, now)
    shop = visit_of(At(world.shop, world.zoe, MONDAY, 0))
    moved = visit_of(At(world.shop, world.zoe, TUESDAY, 0))
    price = make(session, table, Step("move", (shop,), (moved,)), version=1, now=now)
    by_hand = keep_by_hand(
        session,
        groupement_id=world.groupement.id,
        basis_plan_id=plan.id,
        answer={**table.answer, "visits": [moved._asdict()]},
        unmet=[],
        name="",
        person_id=person.id,
        now=now,
    )
    desk = get_instance(session, world.groupement.id, by_hand.run_id)
    # What a repair asks: its changes count from the draft, and the data are today's.
    asked = desk | {"published": [moved._asdict()], "demands": desk["demands"][:1]}

    figures = read_figures(desk, asked, by_hand, by_hand)

    assert release.number == 1
    assert price.price.parts["change"] == 500
    assert figures.points == (plan.cost + price.points,) * 2 == (by_hand.cost,) * 2


def test_visit_for_a_demand_that_came_since_is_priced_too(session: Session) -> None:
    world = a_world(session)
    shop = At(world.shop, world.zoe, MONDAY, 0)
    before = a_judged_plan(session, world, shop)
    after = a_judged_plan(session, world, shop, At(world.stock, world.yann, TUESDAY, 0))
    both = [get_plan(session, world.groupement.id, one.id) for one in (before, after)]
    asked = get_instance(session, world.groupement.id, after.run_id)
    desk = {key: asked[key] for key in asked}
    desk["demands"] = [one for one in asked["demands"] if one["id"] != f"D{world.stock.id}"]
    desk["cdos"] = [one for one in asked["cdos"] if one["id"] != f"C{world.yann.id}"]
    desk["sites"] = [
        one
        for one in asked["sites"]
        if one["id"] in {*(d["site"] for d in desk["demands"]), *(c["base"] for c in desk["cdos"])}
    ]

    figures = read_figures(desk, asked, *both)

    assert figures.served == (1, 2)
    assert figures.points[1] == after.cost
