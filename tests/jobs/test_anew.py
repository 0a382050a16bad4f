"""What-ifs are answered by plans made anew, with the change and without it."""

from typing import Any

import solver
from cdo_share.jobs.anew import suppose
from tests.solver.instances import DAYS, a_cdo, a_demand, a_plan, a_visit, an_instance

BRIEF = solver.Options(time_limit_seconds=0.6, workers=1, isolation="none")
ANOTHER = {"op": "add_cdo", "copy_of": "C1", "id": "C2", "set": {"period_cap": 3}}


def supposed(instance: dict[str, Any], *edits: dict[str, Any]) -> dict[str, Any]:
    document = {"format": "cdo-timeshare-edits/1", "edits": list(edits)}
    asked = solver.read_instance(instance)
    basis = solver.read_plan(a_plan(a_visit()), instance=asked.name)
    return suppose(asked, basis, document, BRIEF, solver.solve)


def test_a_cdo_more_serves_more_although_the_one_there_is_published() -> None:
    published = an_instance(
        cdos=[a_cdo(period_cap=1)],
        demands=[a_demand(requested=3, per_window=2)],
        published=[a_visit()],
    )

    found = supposed(published, ANOTHER)

    difference = found["difference"]
    assert [difference[side]["served_slots"] for side in ("one", "two")] == [1, 3]
    assert found["without_edits"]["served_slots"] == 1
    assert found["few_changes"] == {"served_slots": 1, "served_without": 1}
    assert [one["difference"] for one in difference["members"]] == [2]


def test_what_pins_ask_by_now_is_not_owed_to_the_change() -> None:
    elsewhere = a_visit(day=DAYS[4])
    pinned = an_instance(
        cdos=[a_cdo(period_cap=2)], demands=[a_demand(requested=1)], pins=[elsewhere]
    )

    found = supposed(pinned, {"op": "change_cdo", "cdo": "C1", "set": {"period_cap": 4}})

    assert found["difference"]["same"] == 1
    assert found["difference"]["members"] == []
    assert not found["today"]["feasible"]
    assert found["few_changes"] is None


def test_whom_the_change_does_not_touch_it_does_not_move() -> None:
    """Two groups who share no CDO: what is taken from one leaves the other as it is."""
    skills = {"C1": "WEB", "C2": "WEB", "C3": "SEC", "C4": "SEC"}
    cdos = [
        a_cdo(id=name, skills={skill: 2}, max_members=20, period_cap=14)
        for name, skill in skills.items()
    ]
    demands = [
        a_demand(id=f"D{n}", member=f"M{n}", skill=("WEB", "SEC")[n % 2], requested=3, per_window=2)
        for n in range(20)
    ]
    asked = an_instance(cdos=cdos, demands=demands)

    found = supposed(asked, {"op": "change_cdo", "cdo": "C1", "set": {"period_cap": 4}})

    touched = {f"M{n}" for n in range(0, 20, 2)}
    difference = found["difference"]
    assert {row["member"] for row in difference["members"]} <= touched
    assert {row["cdo"] for row in difference["cdos"]} <= {"C1", "C2"}
    assert difference["two"]["served_slots"] == difference["one"]["served_slots"] - 10
    assert len(difference["moved"]) < 5


def test_what_happened_since_the_plan_is_not_owed_to_the_change_where_little_moves() -> None:
    """A demand came after the plan; a CDO who is of no use leaves."""
    cdos = [a_cdo(), a_cdo(id="C2", skills={"SEC": 2})]
    demands = [a_demand(requested=1), a_demand(id="D2", member="M2", requested=2)]
    asked = an_instance(cdos=cdos, demands=demands, published=[a_visit()])

    found = supposed(asked, {"op": "remove_cdo", "cdo": "C2"})

    assert found["basis"] == {"served_slots": 1}
    assert found["few_changes"] == {"served_slots": 3, "served_without": 3}


def test_what_the_change_itself_brings_is_told_where_little_moves() -> None:
    """The same, but the CDO who leaves is the one who would serve the newcomer."""
    cdos = [a_cdo(period_cap=2), a_cdo(id="C2", period_cap=1)]
    demands = [a_demand(requested=1), a_demand(id="D2", member="M2", requested=2, max_cdos=2)]
    asked = an_instance(cdos=cdos, demands=demands, published=[a_visit()])

    found = supposed(asked, {"op": "remove_cdo", "cdo": "C2"})

    assert found["few_changes"] == {"served_slots": 2, "served_without": 3}
