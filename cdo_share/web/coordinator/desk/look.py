"""The desk of a plan as a page needs it: the table, the names, and the visits as addresses."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flask import request

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.grid import Grid
from cdo_share.core.i18n import N_
from cdo_share.planning.drafting.acts import Place
from cdo_share.planning.drafting.service import Table, look_at
from cdo_share.planning.drafting.steps import Visit
from cdo_share.planning.drafting.verdict import Verdict
from cdo_share.planning.instance_parts import cdo_name, demand_name, number_of
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.proposals.wishers import Wisher
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.desk.today import Misfits, Today, find_misfits, open_today
from cdo_share.web.coordinator.names import CdoName, DemandName, cdo_names, demand_names
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.words import list_words
from cdo_share.web.coordinator.wishes import wishers_behind
from cdo_share.web.extensions import db
from cdo_share.web.formats import short_day, visit_time

Json = dict[str, Any]
VIEWS = ("cdo", "adherents")
NO_VISIT = N_("This visit is no longer on the desk. Look at the plan again, then decide.")


@dataclass
class Desk:
    """What lies on the desk, and the names for it."""

    table: Table
    period: Period
    cdos: dict[int, CdoName]
    demands: dict[int, DemandName]
    rows: dict[str, Json] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = {one["id"]: one for one in self.table.instance["demands"]}

    @cached_property
    def cdo_rows(self) -> dict[str, Json]:
        """Return the CDOs of the plan's question by name."""
        return {one["id"]: one for one in self.table.instance["cdos"]}

    @property
    def grid(self) -> Grid:
        """Return the grid of the period."""
        return self.period.grid

    @property
    def plan_id(self) -> int:
        """Return the number of the plan that is changed."""
        return self.table.plan.id

    def cdo(self, name: str) -> CdoName:
        """Return the CDO behind a name of the instance."""
        return self.cdos[number_of(name)]

    def demand(self, name: str) -> DemandName:
        """Return the demand behind a name of the instance."""
        return self.demands[number_of(name)]

    def when(self, visit: Visit) -> str:
        """Return “Tue. 12 Jan., morning”."""
        regime = self.cdo(visit.cdo).regime
        time = visit_time(self.grid, visit.slot, visit.length, regime)
        return f"{short_day(date.fromisoformat(visit.day))}, {time}"

    def says(self, visit: Visit) -> str:
        """Return “Biscuiterie Le Goff, Tue. 12 Jan., morning, Anne Morvan”."""
        parts = (self.demand(visit.demand).member_name, self.when(visit), self.cdo(visit.cdo).name)
        return ", ".join(parts)

    def find(self, key: str) -> Visit:
        """Return the visit of an address; raises NotFound when it is not on the desk."""
        visit = read_key(key)
        if visit not in self.table.visits:
            raise NotFound(NO_VISIT)
        return visit

    def place(self, cdo: str, day: str, slot: int) -> Place:
        """Return a place that was chosen.

        Raises NotFound for a CDO or day not in the question, Conflict for no start of a day.
        """
        known = {one["id"] for one in self.table.instance["cdos"]}
        if cdo not in known or day not in self.table.instance["days"]:
            raise NotFound(NO_VISIT)
        if slot not in range(len(self.grid.slots)):
            raise Conflict(N_("Choose when the visit begins, from the list."))
        return Place(cdo, day, slot)

    def missing(self, demand: str) -> int:
        """Return the slots that a demand is still without, by what is asked for today at most."""
        return self.list_missing()[demand]

    def list_missing(self) -> dict[str, int]:
        """Return that of every demand of the plan's question, by name."""
        served: Counter[str] = Counter()
        for visit in self.table.visits:
            served[visit.demand] += visit.length
        return {demand: self._asked(demand) - served[demand] for demand in self.rows}

    def _asked(self, demand: str) -> int:
        """Return the slots that the plan's question and today's both ask for; 0 if not both do."""
        now = self.rows_today.get(demand)
        return min(int(self.rows[demand]["requested"]), int(now["requested"])) if now else 0

    @cached_property
    def rows_today(self) -> dict[str, Json]:
        """Return the demands of today's question by name: those withdrawn are not among them."""
        return {one["id"]: one for one in self.today.question["demands"]}

    @cached_property
    def pins(self) -> dict[str, list[Constraint]]:
        """Return the pins of each demand; what is to be avoided is none."""
        pins: dict[str, list[Constraint]] = {}
        for row in self.table.constraints:
            if row.demand_id is not None and row.kind.value.startswith("keep"):
                pins.setdefault(demand_name(row.demand_id), []).append(row)
        return pins

    def pins_of(self, visit: Visit) -> list[Constraint]:
        """Return the pins that hold a visit."""
        return [row for row in self.pins.get(visit.demand, []) if _holds(row, visit)]

    @cached_property
    def today(self) -> Today:
        """Return what the data say today: read when it is asked for, then once."""
        return open_today(self.table.plan, self.grid, self.cdos, self.demands, utc_now())

    @cached_property
    def misfits(self) -> Misfits:
        """Return what the visits on the desk break of what was said after their plan."""
        return find_misfits(self.table, self.today)

    def why_not(self, verdict: Verdict) -> str:
        """Return the rules that a step would break, those of today's data last."""
        of_plan = list_words(verdict.breaches, self.rule_names())
        return " ".join(dict.fromkeys([*of_plan, *map(self.today.words, verdict.later)]))

    def rule_names(self) -> RuleNames:
        """Return the names for sentences about rules."""
        pins, wishers = self.table.constraints, self.wishers
        asked = self.table.instance, self.grid
        return RuleNames.of(*asked, self.cdos, self.demands, pins, wishers)

    @cached_property
    def wishers(self) -> dict[int, Wisher]:
        """Return whose accepted wishes the constraints are."""
        return wishers_behind(self.table.constraints)


def _holds(row: Constraint, visit: Visit) -> bool:
    if row.kind is ConstraintKind.KEEP_CDO:
        return cdo_name(row.engagement_id or 0) == visit.cdo
    if row.kind is ConstraintKind.KEEP_WEEKDAY:
        return row.weekday == date.fromisoformat(visit.day).weekday()
    at = (row.day.isoformat() if row.day else "", row.slot, row.length)
    is_there = at == (visit.day, visit.slot, visit.length)
    if row.kind is ConstraintKind.KEEP_TIME:
        return is_there
    return is_there and cdo_name(row.engagement_id or 0) == visit.cdo


def look_at_desk(plan_id: int) -> Desk:
    """Return the desk of the person who asks; raises NotFound for a plan of others."""
    groupement_id = actor().groupement_id
    table = look_at(
        db.session,
        groupement_id=groupement_id,
        plan_id=plan_id,
        person_id=actor().person_id,
        now=utc_now(),
    )
    return with_names(table)


def with_names(table: Table) -> Desk:
    """Return the desk of a table."""
    groupement_id, period_id = table.plan.groupement_id, table.plan.period_id
    period = get_period(db.session, groupement_id, period_id)
    return Desk(table, period, cdo_names(groupement_id), demand_names(groupement_id, period_id))


def key_of(visit: Visit) -> str:
    """Return a visit as a part of an address: D12.C3.2027-01-05.0.1."""
    return ".".join(map(str, visit))


def read_key(key: str) -> Visit:
    """Return the visit of an address; raises NotFound for one that is none."""
    parts = key.split(".")
    if len(parts) != 5 or not (parts[3].isdecimal() and parts[4].isdecimal()):
        raise NotFound(NO_VISIT)
    return Visit(parts[0], parts[1], parts[2], int(parts[3]), int(parts[4]))


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def list_mondays(desk: Desk) -> list[date]:
    """Return the Mondays of the weeks of the period that have a working day."""
    days = map(date.fromisoformat, desk.table.instance["days"])
    return sorted({monday_of(day) for day in days})


def chosen_monday(desk: Desk) -> date | None:
    """Return the week of `semaine`, else the first one with visits; None without any day."""
    mondays = list_mondays(desk)
    asked = request.values.get("semaine", "")
    found = next((monday for monday in mondays if monday.isoformat() == asked), None)
    if found is None and desk.table.visits:
        first = min(visit.day for visit in desk.table.visits)
        found = monday_of(date.fromisoformat(first))
    return found or next(iter(mondays), None)


def chosen_view() -> str:
    """Return whether rows are CDOs or members."""
    asked = request.values.get("vue", "")
    return asked if asked in VIEWS else VIEWS[0]
