"""The panel of one visit: what it is, where else it could go, and every act as a form."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.errors import Conflict
from cdo_share.planning.drafting import acts
from cdo_share.planning.drafting.alternatives import list_replacements
from cdo_share.planning.drafting.pricing import Price
from cdo_share.planning.drafting.steps import Step, Visit
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.web.coordinator.desk.judging import Answer, judge, keep_lawful, put_step
from cdo_share.web.coordinator.desk.law import Law, open_whole_law
from cdo_share.web.coordinator.desk.look import (
    Desk,
    Json,
    chosen_view,
    key_of,
    look_at_desk,
    monday_of,
)
from cdo_share.web.coordinator.desk.pins import pin_choices
from cdo_share.web.coordinator.desk.prices import priced_by, total_words
from cdo_share.web.formats import amount_text, day_text, half_text
from cdo_share.web.languages import translate

blueprint = Blueprint("desk_visit", __name__, url_prefix="/plans/<int:plan_id>/bureau")

MOST_ALTERNATIVES = 8
MOST_JUDGED = 24  # of the visits around, so that the page stays quick
SWAP_DAYS = 7  # how far away the visits are with which one may change places


@blueprint.get("/interventions/<string:visit_key>")
def show(plan_id: int, visit_key: str) -> str:
    """Show a visit with its acts; `?cdo=…&jour=…&creneau=…` tells what moving it there would do."""
    desk = look_at_desk(plan_id)
    visit, law = desk.find(visit_key), open_whole_law(desk)
    demand = desk.rows[visit.demand]
    return render_template(
        "coordinator/desk/visit.html",
        desk=desk,
        draft=desk.table.draft,
        period=desk.period,
        visit=visit,
        visit_key=visit_key,
        misfit=desk.misfits.by_visit.get(visit, ""),
        priced_by=priced_by(desk),
        view=chosen_view(),
        monday=monday_of(date.fromisoformat(visit.day)),
        cdo=desk.cdo(visit.cdo),
        demand=desk.demand(visit.demand),
        is_on_site=demand["on_site"],
        left_out=_price_of(desk, acts.remove(visit), law),
        places=place_choices(desk),
        chosen=chosen_place(visit),
        asked=_asked(desk, visit, law),
        partners=_partners(desk, visit, law),
        lengths=_lengths(desk, visit, law),
        pins=pin_choices(desk, visit),
        **_alternatives(desk, visit, law),
    )


@blueprint.post("/interventions/<string:visit_key>/verifier")
def look(plan_id: int, visit_key: str) -> Any:
    """Lead to what moving a visit would do, without what the form carries besides."""
    look_at_desk(plan_id).find(visit_key)
    asked: dict[str, Any] = {
        name: request.form.get(name, "") for name in ("cdo", "jour", "creneau", "vue")
    }
    return redirect(url_for(".show", plan_id=plan_id, visit_key=visit_key, **asked), 303)


def place_choices(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """Return the CDOs, days and starts to choose from, as (value, label)."""
    asked = {one["id"] for one in desk.table.instance["cdos"]}
    cdos = [(cdo_name(one.id), one.name) for one in desk.cdos.values()]
    days = [(day, day_text(date.fromisoformat(day))) for day in desk.table.instance["days"]]
    starts = [(str(slot), start_text(desk, slot)) for slot in range(len(desk.grid.slots))]
    return {
        "cdos": [(name, label) for name, label in cdos if name in asked],
        "days": days,
        "starts": starts,
    }


def start_text(desk: Desk, slot: int) -> str:
    """Return “morning”, or the clock time at which a slot begins."""
    if desk.grid.slots_per_half == 1:
        return half_text(desk.grid.half_of(slot))
    return f"{desk.grid.slots[slot].start:%H:%M}"


def chosen_place(visit: Visit) -> dict[str, str]:
    """Return what the move form shows: what was asked, else where the visit is."""
    return {
        "cdo": request.args.get("cdo", visit.cdo),
        "jour": request.args.get("jour", visit.day),
        "creneau": request.args.get("creneau", str(visit.slot)),
    }


def _asked(desk: Desk, visit: Visit, law: Law) -> Mapping[str, Any] | None:
    """Return what moving to the place in the address would do; None when none is asked about."""
    if "jour" not in request.args:
        return None
    slot = request.args.get("creneau", -1, type=int)
    place = desk.place(request.args.get("cdo", ""), request.args["jour"], slot)
    try:
        return answer_words(desk, judge(desk, acts.move(visit, place), law))
    except Conflict as refusal:
        return {"is_allowed": False, "words": translate(refusal.message)}


def answer_words(desk: Desk, answer: Answer) -> Mapping[str, Any]:
    """Return an answer in words: what is broken, or the price and what is to be confirmed."""
    if not answer.is_allowed:
        words = gettext("Not possible. %(why)s", why=answer.why_not)
        return {"is_allowed": False, "words": words}
    price = total_words(answer.verdict.price, desk.today.question, desk.grid)
    words = gettext("Possible. Price: %(price)s.", price=price)
    return {"is_allowed": True, "words": " ".join([words, *answer.to_confirm])}


def _price_of(desk: Desk, step: Step, law: Law) -> Mapping[str, Any]:
    answer = judge(desk, step, law)
    if not answer.is_allowed:
        return answer_words(desk, answer)
    price = total_words(answer.verdict.price, desk.today.question, desk.grid)
    return {"words": price}


def _partners(desk: Desk, visit: Visit, law: Law) -> list[tuple[str, str]]:
    """Return the visits around with which this one may change places, the cheapest first.

    Only the nearest are judged: those with which nothing but time could stand in the way.
    """
    near = [
        one
        for one in desk.table.visits
        if abs(_days_between(one, visit)) <= SWAP_DAYS
        and (one.demand, one.cdo) != (visit.demand, visit.cdo)
        and _can_serve(desk, one.cdo, visit.demand)
        and _can_serve(desk, visit.cdo, one.demand)
    ]
    near.sort(key=lambda one: (abs(_days_between(one, visit)), one))
    judged = [(judge(desk, acts.swap(visit, one), law), one) for one in near[:MOST_JUDGED]]
    possible = [(answer.verdict.points, one) for answer, one in judged if answer.is_allowed]
    return [(key_of(one), desk.says(one)) for _, one in sorted(possible)]


def _can_serve(desk: Desk, cdo: str, demand: str) -> bool:
    """Say whether a CDO has the skill of a demand at its level and is not ruled out for it."""
    able, asked = desk.cdo_rows[cdo], desk.rows[demand]
    level = able["skills"].get(asked["skill"], -1)
    return bool(level >= asked["level"] and cdo not in asked["excluded"])


def _days_between(one: Visit, other: Visit) -> int:
    return (date.fromisoformat(one.day) - date.fromisoformat(other.day)).days


def _lengths(desk: Desk, visit: Visit, law: Law) -> list[tuple[int, str]]:
    """Return the other lengths that the visit can have where it is."""
    lengths = [one for one in desk.rows[visit.demand]["lengths"] if one != visit.length]
    possible = (one for one in lengths if judge(desk, acts.resize(visit, one), law).is_allowed)
    return [(one, amount_text(one, desk.grid)) for one in possible]


def _alternatives(desk: Desk, visit: Visit, law: Law) -> dict[str, Any]:
    """Return the ranked alternatives as buttons, and how many there are."""
    return rank(desk, law, visit, list_replacements(desk.table, visit, desk.today.question))


def rank(desk: Desk, law: Law, old: Visit, found: Iterable[Json]) -> dict[str, Any]:
    """Return the first of the places that the law does not forbid, and how many there are."""
    told = {Visit(**one["visit"]): one for one in found}
    lawful = keep_lawful(law, old, told)
    return {
        "possible": len(lawful),
        "alternatives": [
            _alternative(desk, law, old, told[one]) for one in lawful[:MOST_ALTERNATIVES]
        ],
    }


def _alternative(desk: Desk, law: Law, old: Visit, told: Json) -> dict[str, Any]:
    """Return an alternative in words, with the values its button sends."""
    visit = Visit(**told["visit"])
    more_slots = 0 if old.cdo else visit.length
    price = Price(told["parts"], more_slots)
    return {
        "where": f"{desk.when(visit)}, {desk.cdo(visit.cdo).name}",
        "price": total_words(price, desk.today.question, desk.grid),
        "to_confirm": law.judge(put_step(old, visit)).to_confirm,
        "length": visit.length,
        "values": {"cdo": visit.cdo, "jour": visit.day, "creneau": visit.slot},
    }
