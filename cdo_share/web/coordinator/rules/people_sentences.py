"""Sentences for rules about a whole demand, a CDO's members and roads, and what is fixed."""

from datetime import date
from typing import Any

from flask_babel import gettext

from cdo_share.web.coordinator.rules.facts import Facts, numbers_in, visit_in
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.formats import day_text


def volume(facts: Facts, names: RuleNames) -> Any:
    """H6: two visits on a day, or more than was asked."""
    return gettext(
        "%(demand)s would get two visits on one day, or more than it asked for.",
        demand=names.demands[facts[0]],
    )


def crowd(facts: Facts, names: RuleNames) -> Any:
    """H7: more CDOs than the member allows."""
    return gettext(
        "%(demand)s would be shared between %(names)s; it allows fewer CDOs.",
        demand=names.demands[facts[0]],
        names=", ".join(names.cdos[cdo] for cdo in facts[1:]),
    )


def road(facts: Facts, names: RuleNames) -> Any:
    """H8: no time for the way between two visits."""
    one, two = visit_in(facts[0]), visit_in(facts[1])
    return gettext(
        "%(name)s cannot drive from %(one)s to %(two)s in time on %(day)s.",
        name=names.cdos[one.cdo],
        one=names.demands[one.demand],
        two=names.demands[two.demand],
        day=day_text(one.date),
    )


def conflict(facts: Facts, names: RuleNames) -> Any:
    """H11: two members who are kept apart."""
    cdo, *members = facts
    return gettext(
        "%(name)s would serve %(members)s, who are kept apart.",
        name=names.cdos[cdo],
        members=", ".join(names.members.get(one, one) for one in members),
    )


def members(facts: Facts, names: RuleNames) -> Any:
    """H12: more members than agreed."""
    most = names.part("cdos", facts[0])["max_members"]
    return gettext(
        "%(name)s would serve more than %(most)d members.", name=names.cdos[facts[0]], most=most
    )


def sites(facts: Facts, names: RuleNames) -> Any:
    """H13: more places on a day than agreed."""
    cdo, day, *sites = facts
    return gettext(
        "%(name)s would visit %(sites)s on %(day)s: more places than a day allows.",
        name=names.cdos[cdo],
        sites=", ".join(names.sites.get(one, one) for one in sites),
        day=day_text(date.fromisoformat(day)),
    )


def frozen(facts: Facts, _names: RuleNames) -> Any:
    """H14: a day that is past, or fixed."""
    day = day_text(date.fromisoformat(facts[2]))
    return gettext("%(day)s is past or fixed: nothing moves there any more.", day=day)


def changes(facts: Facts, _names: RuleNames) -> Any:
    """H15: more changes of what is published than allowed."""
    count, most = numbers_in(facts[0])
    return gettext("%(count)s visits would change; %(most)s may.", count=count, most=most)
