"""Sentences for the caps agreed with a CDO (H5)."""

from typing import Any

from flask_babel import gettext

from cdo_share.web.coordinator.rules.facts import Facts, days_in, numbers_in
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.formats import amount_text, day_text


def caps(facts: Facts, names: RuleNames) -> Any:
    """H5: more than is agreed for a day, a week, some weeks on average, or the period."""
    cdo = names.part("cdos", facts[0])
    slots = numbers_in(facts[-1])[0]
    said = {"name": names.cdos[facts[0]], "amount": amount_text(slots, names.grid)}

    def most(limit: int) -> str:
        return amount_text(limit, names.grid)

    if len(facts) == 2:
        return _in_period(most(cdo["period_cap"]), said)
    if facts[1].startswith("week"):
        return _in_week(facts, most(cdo["week_cap"]), said)
    if " weeks from " in facts[1]:
        return _on_average(facts, most(cdo["average_cap"]["slots"]), said)
    return _on_day(facts, most(cdo["day_cap"]), said)


def _in_period(most: str, said: dict[str, str]) -> Any:
    return gettext(
        "%(name)s would have %(amount)s in the period; at most %(most)s are agreed.",
        most=most,
        **said,
    )


def _in_week(facts: Facts, most: str, said: dict[str, str]) -> Any:
    return gettext(
        "%(name)s would have %(amount)s in week %(week)s; at most %(most)s are agreed.",
        most=most,
        week=numbers_in(facts[1])[-1],
        **said,
    )


def _on_average(facts: Facts, most: str, said: dict[str, str]) -> Any:
    return gettext(
        "%(name)s would have %(amount)s within %(weeks)s weeks; at most %(most)s are agreed.",
        most=most,
        weeks=numbers_in(facts[1])[0],
        **said,
    )


def _on_day(facts: Facts, most: str, said: dict[str, str]) -> Any:
    return gettext(
        "%(name)s would have %(amount)s on %(day)s; at most %(most)s are agreed.",
        most=most,
        day=day_text(days_in(facts[1])[0]),
        **said,
    )
