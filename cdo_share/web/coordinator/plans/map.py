"""The visits of a plan by place: CDO by CDO, whom they visit and where; a list and a map of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from sqlalchemy import select

from cdo_share.accounts.models import Site
from cdo_share.core.text import alphabetical
from cdo_share.planning.instance_parts import number_of
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.names import CdoName
from cdo_share.web.coordinator.plans.page import PlanPage, open_plan, render_plan
from cdo_share.web.extensions import db

blueprint = Blueprint("plan_map", __name__, url_prefix="/plans/<int:plan_id>/carte")

COLOURS = 8  # of the map; beyond, numbers alone tell the CDOs apart


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map as it was when the plan was made: commune, degrees."""

    commune: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A member whom a CDO visits: how often, and how often on site."""

    name: str
    spot: Spot
    visits: int
    on_site: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A CDO on the map, by number and colour, with base and members; `km` over the plan."""

    number: int
    cdo: CdoName
    base: Spot
    members: list[Served]

    @property
    def colour(self) -> int:
        """Return the number of the colour, 0–7."""
        return (self.number - 1) % COLOURS


@blueprint.get("")
def index(plan_id: int) -> str:
    """Show who visits whom where; `?cdo=` shows one CDO alone."""
    page = open_plan(plan_id)
    spots = _spots(page)
    rounds = _rounds(page, spots)
    chosen = request.args.get("cdo", 0, type=int)
    shown = [one for one in rounds if one.cdo.id == chosen] or rounds
    left_out = [] if len(shown) == 1 < len(rounds) else _left_out(page, spots)
    return render_plan(
        "map.html", page, rounds=rounds, shown=shown, chosen=chosen, left_out=left_out
    )


def _spots(page: PlanPage) -> dict[str, Spot]:
    """Return the places of the question by their names in it."""
    statement = select(Site.id, Site.commune).where(Site.groupement_id == actor().groupement_id)
    communes = {row.id: row.commune for row in db.session.execute(statement)}
    return {
        site["id"]: Spot(communes.get(number_of(site["id"]), ""), site["lat"], site["lon"])
        for site in page.sheet.instance["sites"]
    }


def _rounds(page: PlanPage, spots: Mapping[str, Spot]) -> list[Round]:
    served = _served(page, spots)
    asked = {number_of(cdo["id"]): cdo for cdo in page.sheet.instance["cdos"]}
    taking_part = [cdo for number, cdo in page.cdos.items() if number in asked]
    return [
        Round(
            number=number,
            cdo=cdo,
            base=spots[asked[cdo.id]["base"]],
            members=served.get(cdo.id, []),
        )
        for number, cdo in enumerate(taking_part, 1)
    ]


def _served(page: PlanPage, spots: Mapping[str, Spot]) -> dict[int, list[Served]]:
    """Return the members whom each CDO visits, in order of name."""
    visits, on_site = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for visit in page.sheet.visits:
        pair = visit.engagement_id, page.demands[visit.demand_id].member_id
        visits[pair] += 1
        on_site[pair] += visit.is_on_site
    of_cdo: dict[int, list[Served]] = {}
    homes, names = _homes(page, spots), page.members
    for (cdo, member), count in visits.items():
        one = Served(
            name=names[member], spot=homes[member], visits=count, on_site=on_site[cdo, member]
        )
        of_cdo.setdefault(cdo, []).append(one)
    return {cdo: _by_name(members) for cdo, members in of_cdo.items()}


def _left_out(page: PlanPage, spots: Mapping[str, Spot]) -> list[Served]:
    """Return the members whom nobody visits."""
    visited = {page.demands[visit.demand_id].member_id for visit in page.sheet.visits}
    names = page.members
    return _by_name(
        [
            Served(name=names[member], spot=spot, visits=0, on_site=0)
            for member, spot in _homes(page, spots).items()
            if member not in visited
        ]
    )


def _homes(page: PlanPage, spots: Mapping[str, Spot]) -> dict[int, Spot]:
    demands: list[dict[str, Any]] = page.sheet.instance["demands"]
    return {number_of(demand["member"]): spots[demand["site"]] for demand in demands}


def _by_name(members: list[Served]) -> list[Served]:
    return sorted(members, key=lambda one: alphabetical(one.name))
