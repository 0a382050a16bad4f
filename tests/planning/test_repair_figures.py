"""What a repair had to move: pins force it, and it is no change by choice."""

from sqlalchemy.orm import Session

from cdo_share.planning.queries import get_instance, get_plan
from cdo_share.planning.repair_figures import read_figures
from tests.planning.drafting.desks import a_judged_plan
from tests.publishing.world import MONDAY, TUESDAY, At, a_world


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

    free, forced = (read_figures(one, *both) for one in (question, pinned))

    assert (free.forced, forced.forced, forced.served) == (0, 1, (1, 1))
