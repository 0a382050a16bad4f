"""The law: its rules in words by regime, the groupement's measures, the visits in force."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.legal.queries import get_parameters
from cdo_share.legal.service import Author, change_parameters
from cdo_share.legal.verdict import LegalVerdict
from cdo_share.publishing.lawful import judge_in_force
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.law.cdos import cdo_rows
from cdo_share.web.coordinator.law.form import (
    SECTIONS,
    LawForm,
    form_of,
    pack_parameters,
    unpack_parameters,
)
from cdo_share.web.coordinator.law.rows import count_severities, rows_by_cdo
from cdo_share.web.coordinator.law.rules import rules_by_regime
from cdo_share.web.coordinator.names import CdoName, cdo_names
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.differences import Difference, list_differences
from cdo_share.web.extensions import db
from cdo_share.web.paging import part_of

blueprint = Blueprint("law", __name__, url_prefix="/droit")


@blueprint.get("")
def index() -> str:
    """Show the rules by regime, the measures ready to change, what is recorded of contracts."""
    return _show(form_of(get_parameters(db.session, actor().groupement_id)))


@blueprint.post("")
def update() -> Any:
    """Store the measures, or say what is wrong or has changed meanwhile."""
    form = LawForm()
    form.validate()
    try:
        with transaction(db.session):
            _change(form)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form), 422
    except Conflict:
        return _show(form, _take_note(form)), 409
    flash(gettext("The measures are stored; every plan is judged by them from now on."), "success")
    return redirect(url_for("coordinator.law.index"))


def _change(form: LawForm) -> None:
    change_parameters(
        db.session,
        groupement_id=actor().groupement_id,
        wish=form.wish(),
        seen=unpack_parameters(form.seen.data),
        by=Author(actor().person_id, utc_now()),
    )


def _take_note(form: LawForm) -> list[Difference]:
    """Return what somebody changed, and let the form be sent again from there."""
    present = get_parameters(db.session, actor().groupement_id)
    seen = unpack_parameters(form.seen.data)
    form.seen.data = pack_parameters(present)
    return list_differences(form.words(seen), form.words(present))


def _show(form: LawForm, changes: Sequence[Difference] | None = None) -> str:
    groupement_id = actor().groupement_id
    return render_template(
        "coordinator/law/index.html",
        form=form,
        sections=SECTIONS,
        changes=changes,
        regimes=rules_by_regime(get_parameters(db.session, groupement_id)),
        cdos=part_of(cdo_rows(groupement_id)),
    )


@blueprint.get("/en-vigueur")
def in_force() -> Any:
    """Show what the law says of the visits in force of a period."""
    period = find_period()
    if period is None:
        return redirect(url_for("coordinator.home.index"))
    verdict = judge_in_force(db.session, period, utc_now())
    return show_verdict(verdict, period=period, plan=None)


def show_verdict(verdict: LegalVerdict, **values: Any) -> str:
    """Return the page of a verdict, CDO by CDO."""
    cdos: dict[int, CdoName] = cdo_names(actor().groupement_id)
    rows = rows_by_cdo(verdict.findings, cdos, verdict.home_minutes)
    return render_template(
        "coordinator/law/findings.html",
        counts=count_severities(verdict.findings),
        rows=part_of(rows),
        judged=len(verdict.home_minutes),
        **values,
    )
