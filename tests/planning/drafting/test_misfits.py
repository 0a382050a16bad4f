"""What standing visits break of today's data: that alone, and nothing that is past."""

from typing import Any

from cdo_share.planning.drafting.misfits import list_misfits
from tests.planning.drafting.test_verdict import a_plan

Json = dict[str, Any]


def with_cdo(instance: Json, name: str, **values: Any) -> Json:
    """Return a question in which one CDO is different."""
    cdos = [one | values if one["id"] == name else one for one in instance["cdos"]]
    return {**instance, "cdos": cdos}


def facts_of(stored: Json, today: Json) -> list[tuple[str, str]]:
    """Return rule and first fact of each misfit of the plan."""
    return [(one.rule, one.facts[0]) for one in list_misfits(stored, today, a_plan()[1])]


def test_plan_fits_its_own_question() -> None:
    instance, _ = a_plan()

    assert facts_of(instance, instance) == []


def test_visits_of_a_cdo_who_is_away_since_are_told_each() -> None:
    instance, visits = a_plan()
    name = min(visits).cdo
    nothing = "0" * len(instance["cdos"][0]["available"])

    found = facts_of(instance, with_cdo(instance, name, available=nothing))

    assert {rule for rule, _ in found} == {"H2"}
    expected = {
        f"{one.demand} by {one.cdo} on {one.day} slot {one.slot}"
        for one in visits
        if one.cdo == name
    }
    assert {fact for _, fact in found} == expected


def test_what_the_own_question_breaks_already_is_not_told_as_new() -> None:
    instance, visits = a_plan()
    away = with_cdo(instance, min(visits).cdo, available="0" * 2 * len(instance["days"]))

    assert facts_of(away, away) == []


def test_what_is_past_is_not_told() -> None:
    instance, visits = a_plan()
    name = min(visits).cdo
    away = with_cdo(instance, name, available="0" * 2 * len(instance["days"]))
    days = sorted(one.day for one in visits if one.cdo == name)
    first = days[len(days) // 2]

    found = facts_of(instance, away | {"frozen_before": first})

    told = {fact.split(" on ")[1].split(" ")[0] for _, fact in found}
    assert told == {day for day in days if day >= first}


def test_visits_of_a_demand_that_is_gone_are_told() -> None:
    instance, visits = a_plan()
    name = min(visits).demand
    left = [one for one in instance["demands"] if one["id"] != name]

    found = facts_of(instance, {**instance, "demands": left})

    assert {rule for rule, _ in found} == {"H0"}
    assert len(found) == sum(one.demand == name for one in visits)
