"""Demands put aside: opened again into the form, put aside once more, sent, or dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import transaction
from cdo_share.demands.drafts import (
    drop_draft,
    get_draft,
    hold_draft,
    keep_draft,
    refuse_other_version,
)
from cdo_share.demands.models import DemandDraft
from cdo_share.demands.queries import find_sent
from cdo_share.rounds.locks import hold_member
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.receiving import receive
from cdo_share.web.demand_sheet.sheet import Sheet, mark_seen, take_note, typed_sheet
from cdo_share.web.demand_sheet.words import answer_words
from cdo_share.web.extensions import db
from cdo_share.web.formats import moment_text, skill_text
from cdo_share.web.member.stating import done, own_case, show_form, submit, typed_answers
from cdo_share.web.once import once_key

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
    sheet = _sheet(draft)
    mark_seen(sheet, draft.version, answer_words(sheet))
    return show_form(sheet, draft_id=draft_id)


def _sheet(draft: DemandDraft) -> Sheet:
    return typed_sheet(_case(draft), draft.answers)


@blueprint.post("/<int:draft_id>")
def update(draft_id: int) -> Any:
    """Send the demand and forget the draft, or put it aside again as it stands now."""
    hold_member(db.session, actor().member.id)
    if _is_sent():
        return done(gettext("Your demand is stated."))
    draft = _hold(draft_id)
    case = _case(draft)
    try:
        if "put_aside" in request.form:
            return _keep(draft)
        answer = _send(case, draft)
    except Conflict:
        return _show_other(case, _own(draft_id))
    return answer or done(gettext("Your demand is stated."))


def _is_sent() -> bool:
    """Return whether a first tap on the same button has stated this demand already."""
    keys = (actor().groupement_id, actor().member.id)
    return find_sent(db.session, *keys, once_key()) is not None


def _hold(draft_id: int) -> DemandDraft:
    return hold_draft(db.session, actor().groupement_id, actor().member.id, draft_id)


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _keep(draft: DemandDraft) -> Any:
    with transaction(db.session):
        keep_draft(db.session, draft, typed_answers(), version=_version(), now=utc_now())
    return done(gettext("Your demand is put aside. Finish it while the round is open."))


def _send(case: Case, draft: DemandDraft) -> Any:
    """Return the page to show again, or None; raises Conflict when the draft changed meanwhile."""
    draft_id, version = draft.id, _version()

    def store(sheet: Sheet) -> None:
        present = _hold(draft_id)
        refuse_other_version(present, version)
        submit(sheet)
        drop_draft(db.session, present)

    def show(sheet: Sheet, **more: Any) -> str:
        return show_form(sheet, draft_id=draft_id, **more)

    return receive(case, store=store, show=show)


def _show_other(case: Case, draft: DemandDraft) -> Any:
    """Show what was put aside elsewhere meanwhile beside what was typed, which may go over it."""
    sheet = typed_sheet(case, request.form)
    changes = take_note(sheet, draft.version, answer_words(_sheet(draft)))
    return show_form(sheet, draft_id=draft.id, changes=changes), 409


@blueprint.post("/<int:draft_id>/jeter")
def drop(draft_id: int) -> Any:
    """Forget the draft."""
    with transaction(db.session):
        drop_draft(db.session, _hold(draft_id))
    return done(gettext("What you had put aside is dropped."))
