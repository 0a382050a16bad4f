"""What labour law says of a step on the desk that it did not say before."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from flask_babel import gettext

from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.reading import StatedVisit
from cdo_share.planning.drafting.steps import Step, Visit, make_step
from cdo_share.planning.instance_parts import number_of
from cdo_share.web.coordinator.desk.look import Desk
from cdo_share.web.coordinator.law.judging import judge_visits_now
from cdo_share.web.languages import translate

MOST_TOLD = 3
TOLD = {Severity.BLOCKING, Severity.TO_CONFIRM}


def law_words(desk: Desk, step: Step) -> list[str]:
    """Return what is new in the work of the CDOs whom a step touches, the gravest first.

    At most three sentences, each with its article; what only informs is left out.
    """
    before = _findings(desk, desk.table.visits, step)
    known = {_key(one) for one in before}
    after = _findings(desk, make_step(desk.table.visits, step), step)
    new = [one for one in after if one.severity in TOLD and _key(one) not in known]
    new.sort(key=lambda one: (one.severity is not Severity.BLOCKING, one.day))
    return [_sentence(desk, one) for one in new[:MOST_TOLD]]


def _sentence(desk: Desk, finding: Finding) -> str:
    return str(
        gettext(
            "Labour law, %(name)s: %(what)s (%(article)s)",
            name=desk.cdos[finding.engagement_id].name,
            what=translate(finding.sentence),
            article=finding.article,
        )
    )


def _key(finding: Finding) -> tuple[Any, ...]:
    return finding.rule, finding.engagement_id, finding.day, finding.until, finding.measured


def _findings(desk: Desk, visits: Iterable[Visit], step: Step) -> tuple[Finding, ...]:
    touched = {visit.cdo for visit in (*step.removed, *step.added)}
    return judge_visits_now(desk.period, _stated(desk, visits, touched)).findings


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
