"""What labour law says of a step on the desk that it did not say before."""

from collections.abc import Collection, Iterable
from datetime import date

from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.reading import StatedVisit
from cdo_share.legal.worse import list_worsened
from cdo_share.planning.drafting.steps import Step, Visit, make_step
from cdo_share.planning.instance_parts import number_of
from cdo_share.publishing.lawful import judge_visits
from cdo_share.web.coordinator.desk.look import Desk
from cdo_share.web.coordinator.law.words import finding_text
from cdo_share.web.extensions import db

MOST_TOLD = 3
TOLD = {Severity.BLOCKING, Severity.TO_CONFIRM}


def law_words(desk: Desk, step: Step) -> list[str]:
    """Return what is new or worse in the work of the CDOs whom a step touches, the gravest first.

    At most three lines, each with its article and what helps; what only informs is left out.
    """
    before = _findings(desk, desk.table.visits, step)
    after = _findings(desk, make_step(desk.table.visits, step), step)
    new = [one for one in list_worsened(before, after) if one.severity in TOLD]
    new.sort(key=lambda one: (one.severity is not Severity.BLOCKING, one.day))
    return [_line(desk, one) for one in new[:MOST_TOLD]]


def _line(desk: Desk, finding: Finding) -> str:
    line = finding_text(desk.cdos[finding.engagement_id].name, finding)
    return str(gettext("Labour law, %(line)s", line=line))


def _findings(desk: Desk, visits: Iterable[Visit], step: Step) -> tuple[Finding, ...]:
    touched = {visit.cdo for visit in (*step.removed, *step.added)}
    stated = _stated(desk, visits, touched)
    return judge_visits(db.session, desk.period, stated, utc_now()).findings


def _stated(desk: Desk, visits: Iterable[Visit], cdos: Collection[str]) -> list[StatedVisit]:
    """Return the visits of some CDOs; one that may turn remote counts as on site."""
    return [
        StatedVisit(
            engagement_id=number_of(visit.cdo),
            day=date.fromisoformat(visit.day),
            slot=visit.slot,
            length=visit.length,
            grid_kind=desk.period.grid_kind,
            is_on_site=desk.rows[visit.demand]["on_site"],
            site_id=number_of(desk.rows[visit.demand]["site"]),
        )
        for visit in visits
        if visit.cdo in cdos
    ]
