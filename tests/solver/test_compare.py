"""Two plans side by side."""

import solver
from tests.solver.instances import DAYS, a_plan, a_visit, an_instance

INSTANCE = solver.read_instance(an_instance())


def a_read_plan(*visits: dict[str, object]) -> solver.Plan:
    return solver.read_plan(a_plan(*visits), instance="tiny")


def test_compare_pairs_what_moved_and_lists_what_came_and_went() -> None:
    one = a_read_plan(a_visit(), a_visit("D2", slot=1), a_visit("D2", day=DAYS[5]))
    two = a_read_plan(a_visit(slot=1), a_visit("D2", slot=0), a_visit(day=DAYS[5]))

    found = solver.compare(INSTANCE, one, two)

    assert found["same"] == 0
    assert found["moved"] == [
        {"from": a_visit(), "to": a_visit(slot=1)},
        {"from": a_visit("D2", slot=1), "to": a_visit("D2", slot=0)},
    ]
    assert found["only_one"] == [a_visit("D2", day=DAYS[5])]
    assert found["only_two"] == [a_visit(day=DAYS[5])]


def test_compare_gives_parts_and_service_of_both() -> None:
    found = solver.compare(INSTANCE, a_read_plan(), a_read_plan(a_visit()))

    assert found["parts"]["shortage"] == {"one": 20000, "two": 12000, "difference": -8000}
    assert found["demands"] == [{"demand": "D1", "requested": 2, "one": 0, "two": 1}]
    assert (found["one"]["cost"], found["two"]["cost"]) == (20000, 12000)


def test_compare_of_a_plan_with_itself_finds_nothing() -> None:
    plan = a_read_plan(a_visit())

    found = solver.compare(INSTANCE, plan, plan)

    assert (found["same"], found["moved"], found["demands"]) == (1, [], [])
    assert {part["difference"] for part in found["parts"].values()} == {0}
