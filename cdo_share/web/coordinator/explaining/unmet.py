"""Demands that a plan does not wholly serve: why, and what could be accepted for more."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import has_words
from cdo_share.planning.arranged import NOT_EXAMINED
from cdo_share.planning.explaining.asked import ask, basis_question
from cdo_share.planning.explaining.edits import edits_of, visits_to_keep
from cdo_share.planning.explaining.remedies import Remedy, find_remedies, stored_remedy
from cdo_share.planning.instance_parts import demand_name
from cdo_share.planning.models import Run, RunKind
from cdo_share.planning.plan_figures import shortage_by_demand
from cdo_share.publishing.queries import latest_release
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.explaining.asking import ask_quick
from cdo_share.web.coordinator.explaining.cause_words import Cause, cause_lines, unfit_lines
from cdo_share.web.coordinator.explaining.filters import add_filters
from cdo_share.web.coordinator.explaining.looking import look_again
from cdo_share.web.coordinator.explaining.mends import Mend, mend_of
from cdo_share.web.coordinator.explaining.price_words import PriceRow, price_rows, price_words
from cdo_share.web.coordinator.explaining.remedy_words import button_text, run_name
from cdo_share.web.coordinator.explaining.scene import Scene, open_scene
from cdo_share.web.coordinator.names import DemandName
from cdo_share.web.coordinator.plans.unmet_demands import explain_entry
from cdo_share.web.extensions import db
from cdo_share.web.formats import skill_text
from cdo_share.web.paging import part_of, searched_words

blueprint = Blueprint("unmet", __name__, url_prefix="/plans/<int:plan_id>/manques")
add_filters(blueprint)


@dataclass(frozen=True, slots=True)
class Offer:
    """A remedy ready to be shown: its button, what it does besides, where to make it for good."""

    remedy: Remedy
    text: str
    effects: list[str]
    rows: list[PriceRow]
    mend: Mend | None

    @property
    def points(self) -> int:
        """Return the points that the remedy adds to the cost of the plan (below 0: it gains)."""
        return -self.remedy.points


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A demand that gets less than it asks for, in slots, with reason, obstacles and remedies."""

    demand: DemandName
    asked: int
    granted: int
    reason: str
    is_examined: bool
    causes: list[Cause]
    unfit: list[str]
    offers: list[Offer]

    @property
    def missing(self) -> int:
        """Return the slots that are missing."""
        return self.asked - self.granted

    @property
    def moments(self) -> int:
        """Return how many moments the obstacles keep out, all together."""
        return sum(cause.count for cause in self.causes)


def missing_of(scene: Scene, entry: Mapping[str, Any], remedies: list[Remedy]) -> Missing:
    """Return one entry of a plan's `unmet` ready to be shown, with these remedies."""
    return Missing(
        demand=scene.names.demands[entry["demand"]],
        asked=entry["requested"],
        granted=entry["served"],
        reason=explain_entry(entry, scene.names.cdos, scene.grid)[0],
        is_examined=entry["reason"] != NOT_EXAMINED,
        causes=cause_lines(entry.get("causes", {})),
        unfit=unfit_lines(entry.get("unfit", {})),
        offers=[offer_of(scene, entry["demand"], remedy) for remedy in remedies],
    )


def offer_of(scene: Scene, demand_id: int, remedy: Remedy) -> Offer:
    """Return a remedy ready to be shown."""
    cdo = scene.names.cdos[remedy.cdo].name if remedy.cdo else ""
    added = {part: -points for part, points in remedy.parts.items()}
    beside = added | {"shortage": 0}  # the button tells it in hours
    edits = edits_of(remedy, demand_id) if remedy.can_be_tried else []
    return Offer(
        remedy,
        button_text(remedy, cdo, scene.grid),
        price_words(beside, scene.instance["weights"], 0, scene.grid),
        price_rows(added),
        mend_of(edits[0] if edits else None),
    )


@blueprint.get("")
def index(plan_id: int) -> str:
    """Show every demand that is not wholly served, the most missing first; `?q=` searches."""
    scene, words = open_scene(plan_id), searched_words()
    entries = [one for one in scene.plan.unmet if one["demand"] in scene.names.demands]
    entries.sort(key=lambda one: (one["served"] - one["requested"], one["demand"]))
    entries = look_again(scene.instance, scene.answer, entries)
    part = part_of([one for one in entries if has_words(words, _texts(scene, one))])
    release = latest_release(db.session, scene.plan.groupement_id, scene.period.id)
    return render_template(
        "coordinator/explaining/unmet.html",
        scene=scene,
        plan=scene.plan,
        period=scene.period,
        release=release,
        is_in_force=release is not None and release.plan_id == plan_id,
        words=words,
        count=len(entries),
        part=part,
        missing=[_stored(scene, entry) for entry in part.things],
        missing_slots=sum(one["requested"] - one["served"] for one in entries),
        points=shortage_by_demand(scene.instance, scene.answer),
    )


def _texts(scene: Scene, entry: Mapping[str, Any]) -> list[str]:
    demand = scene.names.demands[entry["demand"]]
    reason = explain_entry(entry, scene.names.cdos, scene.grid)[0]
    return [demand.title, demand.member_name, skill_text(demand.skill), reason]


def _stored(scene: Scene, entry: Mapping[str, Any]) -> Missing:
    remedy = stored_remedy(entry)
    return missing_of(scene, entry, [remedy] if remedy else [])


@blueprint.get("/<int:demand_id>")
def show(plan_id: int, demand_id: int) -> str:
    """Show one demand with every single change that would give it more."""
    scene = open_scene(plan_id)
    asked = scene.asked(demand_id)
    found = find_remedies(scene.instance, scene.answer, demand_id)
    return render_template(
        "coordinator/explaining/missing.html",
        scene=scene,
        demand=scene.names.demands[demand_id],
        asked=asked,
        one=missing_of(scene, found.entry, found.remedies) if found.entry else None,
    )


@blueprint.post("/<int:demand_id>/essayer")
def attempt(plan_id: int, demand_id: int) -> Any:
    """Ask for the plan that a remedy would give, and show it on its way."""
    db.read_only()  # nothing is locked while remedies are looked for
    scene = open_scene(plan_id)
    scene.asked(demand_id)
    remedy = _chosen(scene, demand_id, request.form.get("remedy", ""))
    if remedy is None:
        flash(gettext("This is no longer possible. Here is what is."), "warning")
        return redirect(url_for(".show", plan_id=plan_id, demand_id=demand_id))
    trial_id = ask_quick(lambda: _request(scene, demand_id, remedy))
    return redirect(url_for("coordinator.trials.show", plan_id=plan_id, trial_id=trial_id))


def _chosen(scene: Scene, demand_id: int, key: str) -> Remedy | None:
    """Return the remedy that was clicked: the one stored with the plan, or one found anew."""
    entry = next((one for one in scene.plan.unmet if one["demand"] == demand_id), None)
    if entry is None:
        raise NotFound(N_("This plan serves the demand in full."))
    known = [remedy for remedy in [stored_remedy(entry)] if remedy]
    if all(remedy.key != key for remedy in known):
        known = find_remedies(scene.instance, scene.answer, demand_id).remedies
    return next((one for one in known if one.key == key and one.can_be_tried), None)


def _request(scene: Scene, demand_id: int, remedy: Remedy) -> tuple[Run, bool]:
    cdo = scene.names.cdos[remedy.cdo].name if remedy.cdo else ""
    asked = basis_question(
        db.session,
        scene.plan,
        edits_of(remedy, demand_id),
        visits_to_keep(remedy, scene.answer, demand_id),
    )
    question = replace(asked, wish={"demand": demand_name(demand_id)})
    return ask(
        db.session,
        scene.plan,
        RunKind.REPAIR,
        question,
        person_id=actor().person_id,
        name=run_name(button_text(remedy, cdo, scene.grid)),
        now=utc_now(),
    )
