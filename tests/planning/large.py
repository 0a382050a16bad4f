"""Plans of a generated groupement of 24 to 1 500 members, as rows and as the solver's question."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

import solver
from bench.generate import generate
from cdo_share.accounts.models import Engagement, Groupement, Member, Person, Regime, Site
from cdo_share.demands.models import AmountUnit, Cadence, Demand, DemandState, Place, Urgency
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import Plan, PlanVisit, RunState
from cdo_share.planning.served_limit import served_limit
from cdo_share.rounds.models import Period
from solver.case import Case
from tests.factories import CREATED_AT, a_groupement, a_period, a_run

Json = dict[str, Any]


@dataclass(frozen=True)
class Large:
    """A stored groupement, the question of its period, and what makes plans for it."""

    session: Session
    groupement: Groupement
    period: Period
    instance: Json

    def plan(self, *, skipped: int = 0) -> Plan:
        """Store a plan that gives visits as they come, without the first so many demands."""
        visits = list(_Filling(self.instance).fill(skipped))
        return self.store(visits)

    def store(self, visits: list[Json], instance: Json | None = None) -> Plan:
        """Store a plan of these visits, judged, with a reason for each shortage."""
        question = instance or self.instance
        report = solver.check(question, {"visits": visits, "instance": question["name"]})
        run = a_run(self.session, self.period, state=RunState.DONE, instance=question)
        plan = Plan(
            groupement_id=self.groupement.id,
            period_id=self.period.id,
            run_id=run.id,
            cost=report["cost"],
            parts=report["components"],
            bound=report["cost"] // 2,
            bound_kind="prices",
            gap=0.01,
            statistics=report | {"limit_slots": served_limit(question)},
            unmet=_unmet(question, visits),
            created_at=CREATED_AT,
        )
        self.session.add(plan)
        self.session.flush()
        rows = [_row(plan.id, visit) for visit in visits]
        if rows:
            self.session.execute(insert(PlanVisit), rows)
        self.session.commit()
        self.session.expire_all()
        return plan


def a_large(session: Session, size: str) -> Large:
    """Return a generated groupement of the size S, M, L or XL as rows."""
    instance = generate(size)
    groupement = a_groupement(session)
    days = [date.fromisoformat(day) for day in instance["days"]]
    period = a_period(session, groupement, starts_on=days[0], ends_on=days[-1])
    sites = _insert(session, Site, instance["sites"], lambda one: _site(groupement, one))
    people = _insert(session, Person, instance["cdos"], _person)
    cdos = _insert(
        session, Engagement, instance["cdos"], lambda one: _cdo(groupement, one, people, sites)
    )
    asking = {demand["member"]: demand for demand in instance["demands"]}
    members = _insert(
        session,
        Member,
        [demand | {"id": name} for name, demand in asking.items()],
        lambda one: _member(groupement, one, sites),
    )
    demands = _insert(
        session, Demand, instance["demands"], lambda one: _demand(period, one, members)
    )
    session.commit()
    names = {"S": sites, "C": cdos, "M": members, "D": demands}
    return Large(session, groupement, period, _renamed(instance, names))


def _insert(session: Session, model: Any, things: list[Json], values: Any) -> dict[str, int]:
    """Insert a row for each thing and return the rows' numbers by the things' ids."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    numbers = session.scalars(statement, [values(thing) for thing in things]).all()
    return {thing["id"]: number for thing, number in zip(things, numbers, strict=True)}


def _site(groupement: Groupement, site: Json) -> Json:
    return {
        "groupement_id": groupement.id,
        "name": site["id"],
        "commune": site["id"],
        "insee": "56260",
        "lat": site["lat"],
        "lon": site["lon"],
    }


def _person(cdo: Json) -> Json:
    return {
        "email": f"{uuid.uuid4()}@cdo.example",
        "name": f"Cdo {cdo['id']}",
        "created_at": CREATED_AT,
    }


def _cdo(groupement: Groupement, cdo: Json, people: dict[str, int], sites: dict[str, int]) -> Json:
    return {
        "groupement_id": groupement.id,
        "slug": cdo["id"].lower(),
        "person_id": people[cdo["id"]],
        "base_id": sites[cdo["base"]],
        "regime": Regime(cdo["regime"]),
        "week_cap_halfdays": cdo["week_cap"],
        "period_cap_halfdays": cdo["period_cap"],
    }


def _member(groupement: Groupement, demand: Json, sites: dict[str, int]) -> Json:
    return {
        "groupement_id": groupement.id,
        "slug": demand["id"].lower(),
        "name": f"Entreprise {demand['id']}",
        "trade": "Biscuiterie",
        "headcount": 12,
        "site_id": sites[demand["site"]],
    }


def _demand(period: Period, demand: Json, members: dict[str, int]) -> Json:
    return {
        "groupement_id": period.groupement_id,
        "period_id": period.id,
        "member_id": members[demand["member"]],
        "title": f"Besoin {demand['id']}",
        "skill": demand["skill"],
        "level": demand["level"],
        "cadence": Cadence.ONCE,
        "visit_amount": max(demand["lengths"]),
        "visit_unit": AmountUnit.HALF_DAYS,
        "visit_slots": max(demand["lengths"]),
        "requested_slots": demand["requested"],
        "earliest_on": period.starts_on,
        "latest_on": period.ends_on,
        "place": Place.ON_SITE if demand["on_site"] else Place.REMOTE,
        "urgency": Urgency.NORMAL,
        "state": DemandState.SUBMITTED,
        "created_at": CREATED_AT,
        "updated_at": CREATED_AT,
    }


def _renamed(instance: Json, names: dict[str, dict[str, int]]) -> Json:
    """Return the question with the names that rows have in it."""

    def of(letter: str, name: str) -> str:
        return f"{letter}{names[letter][name]}"

    demands = [
        demand
        | {
            "id": of("D", demand["id"]),
            "member": of("M", demand["member"]),
            "site": of("S", demand["site"]),
            "excluded": [of("C", name) for name in demand["excluded"]],
            "previous_cdo": demand["previous_cdo"] and of("C", demand["previous_cdo"]),
        }
        for demand in instance["demands"]
    ]
    cdos = [
        cdo | {"id": of("C", cdo["id"]), "base": of("S", cdo["base"])} for cdo in instance["cdos"]
    ]
    sites = [site | {"id": of("S", site["id"])} for site in instance["sites"]]
    return instance | {"cdos": cdos, "demands": demands, "sites": sites, "conflicts": []}


class _Filling(Case):
    """Gives each window of each demand the first free time of the first CDO who can come."""

    def __init__(self, instance: Json) -> None:
        super().__init__(instance, {"visits": []})
        self.taken: set[tuple[str, int, int]] = set()
        self.of_week: dict[tuple[str, Any], int] = defaultdict(int)

    def fill(self, skipped: int) -> Iterator[Json]:
        for demand in list(self.demands.values())[skipped:]:
            able = [cdo for cdo in self.cdos.values() if self._is_eligible(demand, cdo)]
            for window in demand["windows"]:
                yield from self._visit(demand, able, window)

    def _visit(self, demand: Json, able: list[Json], window: list[str]) -> Iterator[Json]:
        length = demand["lengths"][0]
        days = [number for iso, number in self.days.items() if window[0] <= iso <= window[1]]
        for cdo in able[:3]:
            for day in days:
                slots = [(cdo["id"], day, slot) for slot in range(length)]
                week = cdo["id"], self.week[day]
                free = all(self._is_available(cdo, day, slot) for slot in range(length))
                if free and not self.taken & set(slots) and self.of_week[week] < cdo["week_cap"]:
                    self.taken.update(slots)
                    self.of_week[week] += length
                    iso = self.instance["days"][day]
                    visit = {"demand": demand["id"], "cdo": cdo["id"], "day": iso}
                    yield visit | {"slot": 0, "length": length}
                    return


def _unmet(instance: Json, visits: list[Json]) -> list[Json]:
    served: dict[str, int] = defaultdict(int)
    for visit in visits:
        served[visit["demand"]] += visit["length"]
    return [
        {
            "demand": number_of(demand["id"]),
            "requested": demand["requested"],
            "served": served[demand["id"]],
            "reason": "time_is_taken",
            "obstacles": {},
            "relaxation": None,
        }
        for demand in instance["demands"]
        if served[demand["id"]] < demand["requested"]
    ]


def _row(plan_id: int, visit: Json) -> Json:
    return {
        "plan_id": plan_id,
        "visit_id": uuid.uuid4(),
        "demand_id": number_of(visit["demand"]),
        "engagement_id": number_of(visit["cdo"]),
        "day": date.fromisoformat(visit["day"]),
        "slot": visit["slot"],
        "length": visit["length"],
        "is_on_site": True,
    }
