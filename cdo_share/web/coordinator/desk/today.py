"""What the data say today, beside the question that the plan was made of: said since then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask_babel import gettext, ngettext

from cdo_share.availability.slots import absent_halfdays
from cdo_share.core.grid import Grid, Half
from cdo_share.planning.board.applying import with_board
from cdo_share.planning.breaches import Breach
from cdo_share.planning.collected import Collected, read_collected
from cdo_share.planning.drafting.misfits import list_misfits
from cdo_share.planning.drafting.service import Table
from cdo_share.planning.drafting.steps import Visit
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.planning.models import Plan
from cdo_share.planning.question import read_question
from cdo_share.planning.supposing import suppose
from cdo_share.today import ask_as_it_stands
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.coordinator.rules.facts import Named, find_visit
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.words import rule_words
from cdo_share.web.extensions import db

Json = Mapping[str, Any]
Absent = Mapping[str, frozenset[tuple[date, Half]]]
_RANK = {"H0": 0}  # who takes no part any more comes first
MOST_TOLD = 3  # of the visits that do not fit any more; the rest is counted


@dataclass
class Today:
    """Today's question under the rules of the plan, with names for its sentences."""

    question: Json
    collected: Collected
    names: RuleNames

    @cached_property
    def absent(self) -> Absent:
        """Return the half-days on which each CDO said to be away."""
        return absent_of(self.collected)

    def words(self, breach: Breach) -> str:
        """Return the sentence of a breach that the plan could not know, and that it is later."""
        named = find_visit(breach.facts[0]) if breach.facts else None
        if breach.rule == "H14":  # time itself has passed: nobody said anything
            return rule_words(breach, self.names)
        said = self._absence(named) if named and breach.rule == "H2" else ""
        since = gettext("(Said after this plan.)")
        return f"{said or rule_words(breach, self.names)} {since}"

    def _absence(self, visit: Named) -> str:
        """Return that the CDO is away at a visit; "" where something else takes the time."""
        halves = {half for day, half in self.absent.get(visit.cdo, ()) if day == visit.date}
        if visit.is_misshapen or self.names.grid.half_of(visit.slot) not in halves:
            return ""
        when = self.names.when(visit.day, visit.slot)
        return str(
            gettext("%(name)s is away: %(when)s.", name=self.names.cdos[visit.cdo], when=when)
        )


def absent_of(collected: Collected) -> Absent:
    """Return the half-days on which each CDO said to be away, by their name in a question."""
    days = collected.frame.days
    return {
        cdo_name(number): frozenset(absent_halfdays(days, said.exceptions))
        for number, said in collected.said.items()
    }


def ask_today(plan: Plan, now: datetime) -> tuple[Json, Collected]:
    """Return what today's data ask under the rules of a plan, and what it supposed.

    What is allowed is judged by it, and what is changed is priced by it. Constraints are left out:
    the desk lays them over the plan's own question.
    """
    whose = plan.groupement_id, plan.period_id
    collected = read_collected(db.session, *whose)
    question = ask_as_it_stands(
        db.session,
        *whose,
        name="today",
        now=now,
        collected=collected,
        is_bound=False,
    )
    asked = read_question(db.session, plan.run_id)
    away = {
        cdo: {(day.isoformat(), half.value) for day, half in halves}
        for cdo, halves in absent_of(collected).items()
    }
    return suppose(with_board(question, asked.board), asked.edits, away), collected


def open_today(
    plan: Plan,
    grid: Grid,
    cdos: Mapping[int, CdoName],
    demands: Mapping[int, DemandName],
    now: datetime,
) -> Today:
    """Return what the data say today, with these names for its sentences."""
    question, collected = ask_today(plan, now)
    return Today(question, collected, RuleNames.of(question, grid, cdos, demands))


@dataclass(frozen=True, slots=True)
class Misfits:
    """What the visits on the desk break of today's data: by visit, and all of it in sentences."""

    by_visit: Mapping[Visit, str]
    sentences: list[str]
    more: str

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.sentences)


def find_misfits(table: Table, today: Today) -> Misfits:
    """Return what the visits on the desk break of what was said after their plan."""
    breaches = list_misfits(table.instance, today.question, table.visits)
    breaches.sort(key=lambda one: (_RANK.get(one.rule, 1), _day_of(one)))
    told = list(dict.fromkeys(map(today.words, breaches)))
    left = max(0, len(told) - MOST_TOLD)
    more = ngettext(
        "%(num)d more visit or limit does not fit.",
        "%(num)d more visits or limits do not fit.",
        left,
    )
    return Misfits(
        _by_visit(breaches, table.visits, today), told[:MOST_TOLD], str(more) if left else ""
    )


def _day_of(breach: Breach) -> str:
    """Return the day of the visit that a breach names, so that the earliest is told first."""
    named = find_visit(breach.facts[0]) if breach.facts else None
    return named.day if named else ""


def _by_visit(
    breaches: Iterable[Breach], visits: Iterable[Visit], today: Today
) -> Mapping[Visit, str]:
    """Return the first sentence about each visit that a breach names."""
    at = {(one.demand, one.cdo, one.day, one.slot): one for one in visits}
    found: dict[Visit, str] = {}
    for breach in breaches:
        for named in filter(None, map(find_visit, breach.facts)):
            visit = at.get((named.demand, named.cdo, named.day, named.slot))
            if visit is not None:
                found.setdefault(visit, today.words(breach))
    return found
