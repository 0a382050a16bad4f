"""What a change by hand would break, in plain words with names; pure but for the words."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from cdo_share.core.i18n import N_
from cdo_share.planning.breaches import Breach
from cdo_share.web.coordinator.desk.rule_names import RuleNames
from cdo_share.web.formats import amount_text, day_text, weekday_text

Facts = tuple[str, ...]
_VISIT = re.compile(r"(\S+) by (\S+) on (\S+) slot (\d+)")
_NUMBER = re.compile(r"-?\d+")


def rule_words(breach: Breach, names: RuleNames) -> str:
    """Return the sentence of a breach: who, what, and what the rule that says so is about."""
    sentence = _SENTENCES.get(breach.rule, _unknown)(breach.facts, names)
    return f"{sentence} {source_words(breach.rule)}"


def source_words(rule: str) -> str:
    """Return what a rule is about, for example “(Rule: the caps agreed with the CDO.)”."""
    return str(gettext("(Rule: %(title)s.)", title=rule_titles()[rule]))


def rule_titles() -> dict[str, str]:
    """Return what each rule of the model is about, in a few words."""
    return {
        "H0": gettext("only what takes part in the period"),
        "H1": gettext("the dates and the rhythm of the demand"),
        "H2": gettext("the availability of the CDO"),
        "H3": gettext("skill, distance and CDOs ruled out"),
        "H4": gettext("one place at a time"),
        "H5": gettext("the caps agreed with the CDO"),
        "H6": gettext("one visit a day, and no more than was asked"),
        "H7": gettext("the number of CDOs of a demand"),
        "H8": gettext("time for the road and a pause"),
        "H9": gettext("the member’s impossible moments"),
        "H10": gettext("what you pinned"),
        "H11": gettext("members kept apart"),
        "H12": gettext("the number of members of a CDO"),
        "H13": gettext("the number of places a day"),
        "H14": gettext("days that are past or fixed"),
        "H15": gettext("the most changes allowed"),
    }


@dataclass(frozen=True, slots=True)
class _Named:
    """A visit that a fact names."""

    demand: str
    cdo: str
    day: str
    slot: int


def _visit(fact: str) -> _Named | None:
    """Return the visit that a fact names, in either of the judge's two ways; None without one."""
    if found := _VISIT.match(fact):
        return _Named(found[1], found[2], found[3], int(found[4]))
    if not fact.startswith("{"):
        return None
    told = ast.literal_eval(fact)
    if "demand" not in told:
        return None
    return _Named(told["demand"], told.get("cdo", ""), told["day"], int(told["slot"]))


def _unknown(_facts: Facts, _names: RuleNames) -> str:
    return str(gettext("This cannot be placed on the calendar."))


def _partless(facts: Facts, names: RuleNames) -> str:
    """Say who or which day takes no part; the judge tells the whole visit."""
    visit = _visit(facts[0]) if facts else None
    if visit is None:
        return _unknown(facts, names)
    if not names.part("cdos", visit.cdo):
        name = names.cdos.get(visit.cdo)
        return str(gettext("%(name)s takes no part in this period.", name=name or gettext("A CDO")))
    if not names.part("demands", visit.demand):
        demand = names.demands.get(visit.demand) or gettext("A demand")
        return str(gettext("%(demand)s takes no part in this period.", demand=demand))
    when = names.when(visit.day, visit.slot)
    return str(gettext("%(when)s is no working day that may still change.", when=when))


def _windows(facts: Facts, names: RuleNames) -> str:
    visit = _visit(facts[0])
    if visit is None:
        return str(
            gettext(
                "%(demand)s already has its visits for this stretch of dates.",
                demand=names.demands.get(facts[0], facts[0]),
            )
        )
    return str(
        gettext(
            "%(when)s lies outside the dates that %(demand)s asked for.",
            when=names.when(visit.day, visit.slot),
            demand=names.demands[visit.demand],
        )
    )


def _available(facts: Facts, names: RuleNames) -> str:
    visit = _visit(facts[0])
    if visit is None:
        return _unknown(facts, names)
    who = {"name": names.cdos[visit.cdo], "when": names.when(visit.day, visit.slot)}
    if facts[0].startswith("{"):
        return str(gettext("A visit of this length does not fit there: %(when)s.", **who))
    return str(gettext("%(name)s is not available for all of it: %(when)s.", **who))


def _eligible(facts: Facts, names: RuleNames) -> str:
    visit = _visit(facts[0])
    if visit is None:
        return _unknown(facts, names)
    demand, cdo = names.part("demands", visit.demand), names.part("cdos", visit.cdo)
    who = {"name": names.cdos[visit.cdo], "demand": names.demands[visit.demand]}
    kept = names.kept_cdos.get(visit.demand, ())
    if kept and visit.cdo not in kept and visit.cdo in demand["excluded"]:
        said = ", ".join(names.cdos[one] for one in kept if one in names.cdos)
        return str(gettext("You pinned %(kept)s as the CDO of %(demand)s.", kept=said, **who))
    if visit.cdo in demand["excluded"]:
        return str(gettext("%(name)s is ruled out for %(demand)s.", **who))
    if cdo["skills"].get(demand["skill"], 0) < demand["level"]:
        return str(gettext("%(name)s does not have the skill for %(demand)s.", **who))
    return str(gettext("%(name)s lives too far from %(demand)s.", **who))


def _overlap(facts: Facts, names: RuleNames) -> str:
    visit = _visit(facts[0])
    if visit is None:
        return _unknown(facts, names)
    other = facts[1].rsplit(" ", 1)[-1]
    return str(
        gettext(
            "%(name)s would be at %(one)s and at %(other)s at once: %(when)s.",
            name=names.cdos[visit.cdo],
            one=names.demands[visit.demand],
            other=names.demands.get(other, other),
            when=names.when(visit.day, visit.slot),
        )
    )


def _caps(facts: Facts, names: RuleNames) -> str:
    cdo = names.part("cdos", facts[0])
    slots = int(_NUMBER.findall(facts[-1])[0])
    said = {"name": names.cdos[facts[0]], "amount": amount_text(slots, names.grid)}
    if len(facts) == 2:
        most = amount_text(cdo["period_cap"], names.grid)
        sentence = N_("%(name)s would have %(amount)s in the period; at most %(most)s are agreed.")
        return str(gettext(sentence, most=most, **said))
    if facts[1].startswith("week"):
        week = _NUMBER.findall(facts[1])[-1]
        most = amount_text(cdo["week_cap"], names.grid)
        sentence = N_(
            "%(name)s would have %(amount)s in week %(week)s; at most %(most)s are agreed."
        )
        return str(gettext(sentence, most=most, week=week, **said))
    if " weeks from " in facts[1]:
        weeks = _NUMBER.findall(facts[1])[0]
        most = amount_text(cdo["average_cap"]["slots"], names.grid)
        sentence = N_(
            "%(name)s would have %(amount)s within %(weeks)s weeks; at most %(most)s are agreed."
        )
        return str(gettext(sentence, most=most, weeks=weeks, **said))
    day, most = day_text(date.fromisoformat(facts[1])), amount_text(cdo["day_cap"], names.grid)
    sentence = N_("%(name)s would have %(amount)s on %(day)s; at most %(most)s are agreed.")
    return str(gettext(sentence, most=most, day=day, **said))


def _volume(facts: Facts, names: RuleNames) -> str:
    return str(
        gettext(
            "%(demand)s would get two visits on one day, or more than it asked for.",
            demand=names.demands.get(facts[0], facts[0]),
        )
    )


def _crowd(facts: Facts, names: RuleNames) -> str:
    return str(
        gettext(
            "%(demand)s would be shared between %(names)s; it allows fewer CDOs.",
            demand=names.demands[facts[0]],
            names=", ".join(names.cdos[cdo] for cdo in facts[1:]),
        )
    )


def _road(facts: Facts, names: RuleNames) -> str:
    one, two = _visit(facts[0]), _visit(facts[1])
    if one is None or two is None:
        return _unknown(facts, names)
    return str(
        gettext(
            "%(name)s cannot drive from %(one)s to %(two)s in time on %(day)s.",
            name=names.cdos[one.cdo],
            one=names.demands[one.demand],
            two=names.demands[two.demand],
            day=day_text(date.fromisoformat(one.day)),
        )
    )


def _forbidden(facts: Facts, names: RuleNames) -> str:
    visit = _visit(facts[0])
    if visit is None:
        return _unknown(facts, names)
    said = {"demand": names.demands[visit.demand], "when": names.when(visit.day, visit.slot)}
    pinned = names.kept_weekdays.get(visit.demand, ())
    if pinned and date.fromisoformat(visit.day).weekday() not in pinned:
        said["weekday"] = ", ".join(map(weekday_text, pinned))
        return str(gettext("You pinned %(demand)s to the weekday “%(weekday)s”.", **said))
    if visit.day in names.avoided.get(visit.demand, ()):
        return str(gettext("No visit of %(demand)s is to be on that day (%(when)s).", **said))
    if facts[1].startswith("closed"):
        return str(gettext("%(demand)s: closed on that day (%(when)s).", **said))
    return str(gettext("%(demand)s ruled this moment out: %(when)s.", **said))


def _pinned(facts: Facts, names: RuleNames) -> str:
    visit = _visit(facts[0])
    if visit is None:
        return _unknown(facts, names)
    said = {
        "demand": names.demands.get(visit.demand, visit.demand),
        "when": names.when(visit.day, visit.slot),
    }
    if not visit.cdo:
        return str(gettext("You pinned the time of %(demand)s: %(when)s.", **said))
    return str(gettext("You pinned this visit of %(demand)s: %(when)s.", **said))


def _conflict(facts: Facts, names: RuleNames) -> str:
    cdo, *members = facts
    return str(
        gettext(
            "%(name)s would serve %(members)s, who are kept apart.",
            name=names.cdos[cdo],
            members=", ".join(names.members.get(one, one) for one in members),
        )
    )


def _members(facts: Facts, names: RuleNames) -> str:
    most = names.part("cdos", facts[0])["max_members"]
    return str(
        gettext(
            "%(name)s would serve more than %(most)d members.", name=names.cdos[facts[0]], most=most
        )
    )


def _sites(facts: Facts, names: RuleNames) -> str:
    cdo, day, *sites = facts
    return str(
        gettext(
            "%(name)s would visit %(sites)s on %(day)s: more places than a day allows.",
            name=names.cdos[cdo],
            sites=", ".join(names.sites.get(one, one) for one in sites),
            day=day_text(date.fromisoformat(day)),
        )
    )


def _frozen(facts: Facts, names: RuleNames) -> str:
    day = day_text(date.fromisoformat(facts[2]))
    return str(gettext("%(day)s is past or fixed: nothing moves there any more.", day=day))


def _changes(facts: Facts, _names: RuleNames) -> str:
    numbers = _NUMBER.findall(facts[0])
    return str(
        gettext("%(count)s visits would change; %(most)s may.", count=numbers[0], most=numbers[-1])
    )


_SENTENCES: dict[str, Callable[[Facts, RuleNames], str]] = {
    "H0": _partless,
    "H1": _windows,
    "H2": _available,
    "H3": _eligible,
    "H4": _overlap,
    "H5": _caps,
    "H6": _volume,
    "H7": _crowd,
    "H8": _road,
    "H9": _forbidden,
    "H10": _pinned,
    "H11": _conflict,
    "H12": _members,
    "H13": _sites,
    "H14": _frozen,
    "H15": _changes,
}
