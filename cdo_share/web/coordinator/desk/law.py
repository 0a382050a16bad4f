"""What labour law says of a step on the desk that it did not say before."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.legal.bench import Bench
from cdo_share.legal.findings import Finding, Severity
from cdo_share.legal.reading import StatedVisit
from cdo_share.planning.drafting.steps import Step, Visit
from cdo_share.planning.instance_parts import number_of
from cdo_share.publishing.lawful import open_bench
from cdo_share.web.coordinator.desk.look import Desk
from cdo_share.web.coordinator.law.words import finding_text
from cdo_share.web.extensions import db

MOST_TOLD = 3
ORDER = (Severity.BLOCKING, Severity.TO_CONFIRM)  # what only informs is left out


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of a step, in sentences with their article, the gravest first.

    `forbidden` cannot be published, so the step is not made; `to_confirm` is made and told.
    """

    forbidden: list[str]
    to_confirm: list[str]


class Law:
    """The law for the visits of some CDOs on a desk, read once for many steps."""

    def __init__(self, desk: Desk, cdos: Collection[str]) -> None:
        self.desk = desk
        sites = {number_of(row["site"]) for row in desk.rows.values()}
        numbers = {number_of(cdo) for cdo in cdos}
        visits = self._stated(one for one in desk.table.visits if one.cdo in cdos)
        self.bench: Bench = open_bench(db.session, desk.period, numbers, visits, sites, utc_now())

    def judge(self, step: Step) -> Ruling:
        """Return what is new or worse in the work of the CDOs whom a step touches."""
        found = self.bench.list_new(self._stated(step.removed), self._stated(step.added))
        blocking, others = (
            sorted((one for one in found if one.severity is severity), key=lambda one: one.day)
            for severity in ORDER
        )
        room = MOST_TOLD - len(blocking[:MOST_TOLD])
        return Ruling(self._lines(blocking[:MOST_TOLD]), self._lines(others[:room]))

    def _lines(self, findings: Iterable[Finding]) -> list[str]:
        return [self._line(one) for one in findings]

    def _line(self, finding: Finding) -> str:
        line = finding_text(self.desk.cdos[finding.engagement_id].name, finding)
        return str(gettext("Labour law, %(line)s", line=line))

    def _stated(self, visits: Iterable[Visit]) -> list[StatedVisit]:
        """Return visits as the law reads them; one that may turn remote counts as on site."""
        return [
            StatedVisit(
                engagement_id=number_of(visit.cdo),
                day=date.fromisoformat(visit.day),
                slot=visit.slot,
                length=visit.length,
                grid_kind=self.desk.period.grid_kind,
                is_on_site=self.desk.rows[visit.demand]["on_site"],
                site_id=number_of(self.desk.rows[visit.demand]["site"]),
            )
            for visit in visits
        ]


def open_whole_law(desk: Desk) -> Law:
    """Return the law for every CDO of the question."""
    return Law(desk, {cdo["id"] for cdo in desk.table.instance["cdos"]})


def open_law(desk: Desk, step: Step) -> Law:
    """Return the law for the CDOs whom one step touches."""
    return Law(desk, {visit.cdo for visit in (*step.removed, *step.added)})
