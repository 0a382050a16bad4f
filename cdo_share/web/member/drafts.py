"""Demands put aside: opened again into the form, put aside once more, sent, or dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.demands.drafts import drop_draft, get_draft, keep_draft
from cdo_share.demands.models import DemandDraft
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.receiving import receive
from cdo_share.web.demand_sheet.sheet import Sheet, typed_sheet
from cdo_share.web.extensions import db
from cdo_share.web.formats import moment_text, skill_text
from cdo_share.web.member.stating import done, own_case, show_form, submit, typed_answers

blueprint = Blueprint("drafts", __name__, url_prefix="/besoins/brouillons")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list: what it is called, and since when it lies there."""

    id: int
    title: str
    since: str


def show_drafts(drafts: Iterable[DemandDraft]) -> list[DraftLine]:
    """Return drafts as the list shows them; one without a title is named by its subject."""
    return [DraftLine(one.id, _title(one.answers), moment_text(one.updated_at)) for one in drafts]


def _title(answers: dict[str, Any]) -> str:
    if answers.get("title"):
        return str(answers["title"])
    skill = answers.get("skill")
    return skill_text(skill) if skill else str(gettext("Without a subject so far"))


def _own(draft_id: int) -> DemandDraft:
    return get_draft(db.session, actor().groupement_id, actor().member.id, draft_id)


def _case(draft: DemandDraft) -> Case:
    return own_case(get_period(db.session, draft.groupement_id, draft.period_id))


@blueprint.get("/<int:draft_id>")
def edit(draft_id: int) -> str:
    """Show the form with the answers that were put aside."""
    draft = _own(draft_id)
    return show_form(typed_sheet(_case(draft), draft.answers), draft_id=draft_id)


@blueprint.post("/<int:draft_id>")
def update(draft_id: int) -> Any:
    """Send the demand and forget the draft, or put it aside again as it stands now."""
    draft = _own(draft_id)
    if "put_aside" in request.form:
        with transaction(db.session):
            keep_draft(draft, typed_answers(), utc_now())
        return done(gettext("Your demand is put aside. Finish it while the round is open."))

    def store(sheet: Sheet) -> None:
        submit(sheet)
        drop_draft(db.session, draft)

    def show(sheet: Sheet) -> str:
        return show_form(sheet, draft_id=draft_id)

    return receive(_case(draft), store=store, show=show) or done(gettext("Your demand is stated."))


@blueprint.post("/<int:draft_id>/jeter")
def drop(draft_id: int) -> Any:
    """Forget the draft."""
    draft = _own(draft_id)
    with transaction(db.session):
        drop_draft(db.session, draft)
    return done(gettext("What you had put aside is dropped."))
