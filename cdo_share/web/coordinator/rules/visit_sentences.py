"""Sentences for rules that one visit breaks by where it lies and who comes."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext

from cdo_share.planning.explaining.unfit import unfit_reason
from cdo_share.planning.models import ConstraintKind
from cdo_share.web.coordinator.rules.facts import Facts, Named, days_in, find_visit, visit_in
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.formats import short_day, skill_text, weekday_text


def partless(facts: Facts, names: RuleNames) -> Any:
    """H0: who or which day takes no part; the judge tells the whole visit."""
    visit = visit_in(facts[0])
    if not names.part("cdos", visit.cdo):
        name = names.cdos.get(visit.cdo) or gettext("A CDO")
        return gettext("%(name)s takes no part in this period.", name=name)
    if not names.part("demands", visit.demand):
        demand = names.demands.get(visit.demand) or gettext("A demand")
        return gettext("%(demand)s takes no part in this period.", demand=demand)
    when = names.when(visit.day, visit.slot)
    return gettext("%(when)s is no working day that may still change.", when=when)


def windows(facts: Facts, names: RuleNames) -> Any:
    """H1: outside the dates asked for, or too often within one stretch of them."""
    if visit := find_visit(facts[0]):
        return gettext(
            "%(when)s lies outside the dates that %(demand)s asked for.",
            when=names.when(visit.day, visit.slot),
            demand=names.demands[visit.demand],
        )
    first, last = days_in(facts[1])
    return gettext(
        "From %(first)s to %(last)s, %(demand)s already has as many visits as were asked for.",
        first=short_day(first),
        last=short_day(last),
        demand=names.demands[facts[0]],
    )


def available(facts: Facts, names: RuleNames) -> Any:
    """H2: the CDO cannot work then, or no visit can have this shape."""
    if not facts:
        return gettext(
            "Nobody who could come is available then, or a visit cannot have this length."
        )
    visit = visit_in(facts[0])
    when = names.when(visit.day, visit.slot)
    if "over noon" in facts:
        return gettext("A visit of this length would go over the lunch break: %(when)s.", when=when)
    if visit.is_misshapen:
        return gettext("A visit of this length does not fit there: %(when)s.", when=when)
    name = names.cdos[visit.cdo]
    return gettext("%(name)s is not available for all of it: %(when)s.", name=name, when=when)


def eligible(facts: Facts, names: RuleNames) -> Any:
    """H3: this CDO never serves this demand."""
    visit = visit_in(facts[0])
    reason = unfit_reason(names.instance, visit.demand, visit.cdo) or "distance"
    kept = names.kept_cdos.get(visit.demand, ())
    if reason == "excluded" and kept and visit.cdo not in kept:
        return _other_cdo(visit, kept, names)
    wisher = names.granted.get((ConstraintKind.AVOID_CDO, visit.demand, visit.cdo, ""))
    if reason == "excluded" and wisher:
        return gettext(
            "%(name)s does not come to %(demand)s: %(who)s asked for it, and that was accepted.",
            name=names.cdos[visit.cdo],
            demand=names.demands[visit.demand],
            who=wisher,
        )
    return _unfit(visit, names)[reason]


def _other_cdo(visit: Named, kept: Collection[str], names: RuleNames) -> Any:
    """H3: another CDO is pinned, or was wished and promised."""
    said = {
        "kept": ", ".join(names.cdos[one] for one in kept if one in names.cdos),
        "demand": names.demands[visit.demand],
    }
    for one in kept:
        if wisher := names.granted.get((ConstraintKind.KEEP_CDO, visit.demand, one, "")):
            return gettext(
                "%(who)s asked that %(kept)s serve %(demand)s, and that was accepted.",
                who=wisher,
                **said,
            )
    return gettext("You pinned %(kept)s as the CDO of %(demand)s.", **said)


def _unfit(visit: Named, names: RuleNames) -> dict[str, str]:
    name, demand = names.cdos[visit.cdo], names.demands[visit.demand]
    skill = skill_text(names.part("demands", visit.demand)["skill"])
    return {
        "skill": gettext("%(name)s does not have the skill “%(skill)s”.", name=name, skill=skill),
        "level": gettext(
            "%(name)s does not have “%(skill)s” at the level asked for.", name=name, skill=skill
        ),
        "excluded": gettext("%(name)s is ruled out for %(demand)s.", name=name, demand=demand),
        "distance": gettext("%(name)s lives too far from %(demand)s.", name=name, demand=demand),
    }


def overlap(facts: Facts, names: RuleNames) -> Any:
    """H4: in two places at a time."""
    visit, other = visit_in(facts[0]), facts[1].rsplit(" ", 1)[-1]
    return gettext(
        "%(name)s would be at %(one)s and at %(other)s at once: %(when)s.",
        name=names.cdos[visit.cdo],
        one=names.demands[visit.demand],
        other=names.demands[other],
        when=names.when(visit.day, visit.slot),
    )


def forbidden(facts: Facts, names: RuleNames) -> Any:
    """H9: a moment that the member ruled out, a closed day, another weekday than the pinned one."""
    visit = visit_in(facts[0])
    said = {"demand": names.demands[visit.demand], "when": names.when(visit.day, visit.slot)}
    pinned = names.kept_weekdays.get(visit.demand, ())
    if pinned and visit.date.weekday() not in pinned:
        return gettext(
            "You pinned %(demand)s to the weekday “%(weekday)s”.",
            weekday=", ".join(map(weekday_text, pinned)),
            **said,
        )
    if wisher := names.granted.get((ConstraintKind.AVOID_DEMAND, visit.demand, "", visit.day)):
        return gettext(
            "No visit of %(demand)s is to be on that day (%(when)s): %(who)s asked for it, "
            "and that was accepted.",
            who=wisher,
            **said,
        )
    if visit.day in names.avoided.get(visit.demand, ()):
        return gettext("No visit of %(demand)s is to be on that day (%(when)s).", **said)
    if facts[1].startswith("closed"):
        return gettext("%(demand)s: closed on that day (%(when)s).", **said)
    return gettext("%(demand)s ruled this moment out: %(when)s.", **said)


def pinned(facts: Facts, names: RuleNames) -> Any:
    """H10: a visit, or only its time, that was pinned, or wished and promised."""
    visit = visit_in(facts[0])
    said = {"demand": names.demands[visit.demand], "when": names.when(visit.day, visit.slot)}
    for kind in (ConstraintKind.KEEP_VISIT, ConstraintKind.KEEP_TIME):
        if wisher := names.granted.get((kind, visit.demand, "", visit.day)):
            return gettext(
                "%(who)s asked for this visit of %(demand)s, and that was accepted: %(when)s.",
                who=wisher,
                **said,
            )
    if not visit.cdo:
        return gettext("You pinned the time of %(demand)s: %(when)s.", **said)
    return gettext("You pinned this visit of %(demand)s: %(when)s.", **said)
