"""The rules that forbid a visit, in plain words with names: H1 to H15 as the judge tells them.

A sentence of the judge is its rule, what the rule says, and facts: names such as D12 and C3, days,
amounts. Whatever it says, nobody is left without a sentence.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from cdo_share.planning.explaining.unfit import unfit_reason
from cdo_share.web.coordinator.explaining.scene import Names
from cdo_share.web.formats import amount_text, day_text, short_day, skill_text

_VISIT = re.compile(r"(D\d+) by (C\d+) on (\d{4}-\d\d-\d\d) slot (\d+)")
_NAMED = re.compile(r"\b([DCM]\d+)\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SLOTS = re.compile(r"(\d+) slots")
_WEEK = re.compile(r"\((\d+), (\d+)\)")


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the judge, with the question and the names that it speaks of."""

    sentence: str
    instance: Mapping[str, Any]
    names: Names

    @property
    def facts(self) -> str:
        """Return what the sentence says beyond the rule itself."""
        return self.sentence.partition(": ")[2]

    @property
    def visits(self) -> list[tuple[str, str, str, int]]:
        """Return the visits that are named: demand, CDO, day, slot."""
        return [(d, c, day, int(slot)) for d, c, day, slot in _VISIT.findall(self.facts)]

    def named(self, letter: str) -> list[str]:
        """Return the names that begin with a letter, as the question writes them."""
        return [name for name in _NAMED.findall(self.facts) if name[0] == letter]

    def cdo(self) -> str:
        """Return the name of the first CDO."""
        return self.names.cdo(self.named("C")[0])

    def member(self) -> str:
        """Return the member of the first demand."""
        return self.names.demand(self.named("D")[0]).member_name

    def day(self) -> str:
        """Return the first day."""
        return day_text(date.fromisoformat(_DAY.findall(self.facts)[0]))

    def slots(self) -> int:
        """Return the amount of slots that is told last."""
        return int(_SLOTS.findall(self.facts)[-1])


def list_reasons(
    rules: Iterable[Mapping[str, str]], instance: Mapping[str, Any], names: Names
) -> list[str]:
    """Return a sentence for each broken rule, each once; `rules` as `solver.why_not` tells them."""
    told = (why_text(one["rule"], Told(one["sentence"], instance, names)) for one in rules)
    return list(dict.fromkeys(told))


def why_text(rule: str, told: Told) -> str:
    """Return why a rule forbids a visit."""
    try:
        return str(_WORDS[rule](told))
    except (IndexError, KeyError, ValueError):
        return str(_plain().get(rule, gettext("A rule of the allocation forbids it.")))


def _window(told: Told) -> Any:
    if told.visits:
        return gettext("%(day)s lies outside the dates for which %(member)s asked.", **_two(told))
    first, last = (short_day(date.fromisoformat(day)) for day in _DAY.findall(told.facts)[:2])
    return gettext(
        "From %(first)s to %(last)s, %(member)s already has as many visits as they want in one go.",
        first=first,
        last=last,
        member=told.member(),
    )


def _two(told: Told) -> dict[str, str]:
    return {"day": told.day().capitalize(), "member": told.member()}


def _away(told: Told) -> Any:
    if "over noon" in told.facts:
        return gettext("A visit of this length would go over the lunch break.")
    if not told.visits:
        return _plain()["H2"]
    return gettext("%(name)s is not available on %(day)s.", name=told.cdo(), day=told.day())


def _unfit(told: Told) -> Any:
    demand, cdo, *_ = told.visits[0]
    asked, name = told.names.demand(demand), told.names.cdo(cdo)
    reason = unfit_reason(told.instance, demand, cdo)
    skill = skill_text(asked.skill)
    texts = {
        "skill": gettext("%(name)s does not have the skill “%(skill)s”.", name=name, skill=skill),
        "level": gettext(
            "%(name)s does not have “%(skill)s” at the level asked for.", name=name, skill=skill
        ),
        "excluded": gettext(
            "%(name)s is ruled out for %(member)s.", name=name, member=asked.member_name
        ),
        "distance": gettext(
            "%(member)s is farther away than %(name)s drives.", name=name, member=asked.member_name
        ),
    }
    return texts[reason or "distance"]


def _taken(told: Told) -> Any:
    others = told.named("D")[1:]
    return gettext(
        "On %(day)s, %(name)s is already with %(member)s, and that visit must stay.",
        day=told.day(),
        name=told.cdo(),
        member=told.names.demand(others[0]).member_name,
    )


def _caps(told: Told) -> Any:
    amount = amount_text(told.slots(), told.names.grid)
    if "in the period" in told.facts:
        return gettext(
            "%(name)s would work %(amount)s in the period, more than agreed.",
            name=told.cdo(),
            amount=amount,
        )
    if "weeks from" in told.facts:
        return gettext(
            "%(name)s would work more than agreed on average over several weeks.", name=told.cdo()
        )
    if week := _WEEK.search(told.facts):
        return gettext(
            "%(name)s would work %(amount)s in week %(week)s, more than agreed.",
            name=told.cdo(),
            amount=amount,
            week=week[2],
        )
    return gettext(
        "%(name)s would work %(amount)s on %(day)s, more than agreed.",
        name=told.cdo(),
        amount=amount,
        day=told.day(),
    )


def _volume(told: Told) -> Any:
    return gettext(
        "%(member)s would get more than they asked for, or two visits on one day.",
        member=told.member(),
    )


def _crowd(told: Told) -> Any:
    count = len(told.named("C"))
    return ngettext(
        "%(num)d CDO would come to %(member)s for this demand: one too many.",
        "%(num)d CDOs would come to %(member)s for this demand: one too many.",
        count,
        member=told.member(),
    )


def _way(told: Told) -> Any:
    first, second = told.visits[0], told.visits[1]
    return gettext(
        "%(name)s has no time for the way between %(one)s and %(other)s on %(day)s.",
        name=told.cdo(),
        one=told.names.demand(first[0]).member_name,
        other=told.names.demand(second[0]).member_name,
        day=told.day(),
    )


def _forbidden(told: Told) -> Any:
    if "closed" in told.facts:
        return gettext("%(member)s is closed on %(day)s.", member=told.member(), day=told.day())
    return gettext(
        "%(member)s said that this half-day is impossible (%(day)s).",
        member=told.member(),
        day=told.day(),
    )


def _conflict(told: Told) -> Any:
    one, other = (told.names.member(name) for name in told.named("M")[:2])
    return gettext(
        "%(name)s would serve both %(one)s and %(other)s, who are to be kept apart.",
        name=told.cdo(),
        one=one,
        other=other,
    )


def _members(told: Told) -> Any:
    return gettext("%(name)s would have more members than agreed.", name=told.cdo())


def _sites(told: Told) -> Any:
    return gettext(
        "%(name)s would see more places than agreed on %(day)s.", name=told.cdo(), day=told.day()
    )


def _frozen(told: Told) -> Any:
    return gettext(
        "%(day)s is already fixed: it is past, or too near.", day=told.day().capitalize()
    )


def _plain() -> dict[str, str]:
    """Return a rule without its facts."""
    return {
        "H2": gettext(
            "Nobody who could come is available then, or a visit cannot have this length."
        ),
        "H10": gettext("A visit that must stay would have to go."),
        "H15": gettext("More published visits would change than the plan allows."),
    }


_WORDS: Mapping[str, Callable[[Told], Any]] = {
    "H1": _window,
    "H2": _away,
    "H3": _unfit,
    "H4": _taken,
    "H5": _caps,
    "H6": _volume,
    "H7": _crowd,
    "H8": _way,
    "H9": _forbidden,
    "H10": lambda _: _plain()["H10"],
    "H11": _conflict,
    "H12": _members,
    "H13": _sites,
    "H14": _frozen,
    "H15": lambda _: _plain()["H15"],
}
