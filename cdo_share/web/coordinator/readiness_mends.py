"""The one click that mends a finding: a link to the place, or an act as a button."""

from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext

from cdo_share.planning.readiness.findings import Check, Finding
from cdo_share.rounds.models import Period, PeriodState


@dataclass(frozen=True, slots=True)
class Mend:
    """What the coordinator can do about a finding; with `values` it is sent as a form."""

    label: str
    url: str
    values: dict[str, str] = field(default_factory=dict)
    confirm: str = ""
    symbol: str = ""

    @property
    def is_act(self) -> bool:
        """Return whether the click changes something."""
        return bool(self.values)


DEMAND_CHECKS = {Check.NOBODY_CAN, Check.NO_DAY_LEFT, Check.DATES_OUTSIDE}
AVAILABILITY_CHECKS = {Check.NO_AVAILABILITY, Check.STALE_CALENDAR, Check.MORE_THAN_CAPS}


def find_mend(finding: Finding, period: Period) -> Mend | None:
    """Return what mends a finding; None where nothing on this site does."""
    is_open = period.state is PeriodState.OPEN
    if finding.check in (Check.MEMBERS_SILENT, Check.CDOS_SILENT):
        return _see_silent(period, is_open)
    if finding.check is Check.SAME_DEMAND and is_open:
        return _withdraw(finding, period)
    if finding.check in DEMAND_CHECKS or finding.check is Check.SAME_DEMAND:
        url = url_for("coordinator.demands.show", demand_id=finding.demand_id)
        return Mend(str(gettext("See the demand")), url)
    if finding.check in AVAILABILITY_CHECKS:
        url = url_for("coordinator.availability.index", periode=period.id)
        return Mend(str(gettext("See the availability")), url)
    if finding.check is Check.UNREADABLE:
        return None
    return _see_people(finding)


def _see_silent(period: Period, is_open: bool) -> Mend:
    if not is_open:
        url = url_for("coordinator.answers.index", periode=period.id, voir="manquantes")
        return Mend(str(gettext("See who")), url)
    return Mend(
        str(gettext("Remind them")),
        url_for("coordinator.answers.send_reminders", periode=period.id),
        {"retour": "verification"},
        str(gettext("Remind all who have not answered? Each person gets one reminder a round.")),
        "send",
    )


def _withdraw(finding: Finding, period: Period) -> Mend:
    return Mend(
        str(gettext("Withdraw the second")),
        url_for("coordinator.readiness.withdraw", periode=period.id),
        {"besoin": str(finding.demand_id)},
        str(gettext("Withdraw “%(title)s”? It can be brought back.", title=finding.name)),
        "trash",
    )


def _see_people(finding: Finding) -> Mend:
    anchor = "cdos" if finding.engagement_id or finding.check is Check.NO_CDO else "members"
    if finding.check is Check.NO_DEMAND:
        return Mend(str(gettext("See who has answered")), url_for("coordinator.answers.index"))
    return Mend(str(gettext("See the people")), url_for("coordinator.people.index", _anchor=anchor))
