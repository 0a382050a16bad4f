"""The one click that mends a finding: a link to the place, or an act as a button."""

from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext

from cdo_share.planning.readiness.findings import Check, Finding
from cdo_share.rounds.models import Period, PeriodState


@dataclass(frozen=True, slots=True)
class Mend:
    """What the coordinator can do about a finding; an act is sent as a form with `values`."""

    label: str
    url: str
    is_act: bool = False
    values: dict[str, str] = field(default_factory=dict)
    confirm: str = ""
    symbol: str = ""


# Where on the demand's form a finding is mended.
DATE_CHECKS = {Check.NO_DAY_LEFT, Check.DATES_OUTSIDE}
WALL_ANCHORS = {
    "skill": "skill",
    "level": "level",
    "distance": "place",
    "time": "demand-dates",
}
AVAILABILITY_CHECKS = {Check.NO_AVAILABILITY, Check.STALE_CALENDAR, Check.MORE_THAN_CAPS}


def find_mend(finding: Finding, period: Period) -> Mend | None:
    """Return what mends a finding; None where nothing on this site does."""
    if finding.demand_id is not None:
        return _mend_demand(finding, is_open=period.state is PeriodState.OPEN)
    if finding.engagement_id is not None:
        return _mend_cdo(finding)
    if finding.member_id is not None:
        url = url_for("coordinator.members.edit", member_id=finding.member_id)
        return Mend(str(gettext("Open the member’s sheet")), url)
    return _mend_round(finding, period)


def _mend_demand(finding: Finding, *, is_open: bool) -> Mend:
    number = finding.demand_id
    if not is_open:
        url = url_for("coordinator.demands.show", demand_id=number)
        return Mend(str(gettext("See the demand")), url)
    if finding.check is Check.SAME_DEMAND:
        return _withdraw(finding)
    wall = str(finding.values.get("wall", ""))
    anchor = "demand-dates" if finding.check in DATE_CHECKS else WALL_ANCHORS.get(wall)
    url = url_for("coordinator.member_demands.edit", demand_id=number, _anchor=anchor)
    return Mend(str(gettext("Change the demand")), url)


def _mend_cdo(finding: Finding) -> Mend:
    number = finding.engagement_id
    if finding.check in AVAILABILITY_CHECKS:
        url = url_for("coordinator.availability_sheets.index", engagement_id=number)
        return Mend(str(gettext("See the availability")), url)
    anchor = finding.values.get("field", "commune")
    url = url_for("coordinator.cdos.edit", engagement_id=number, _anchor=anchor)
    return Mend(str(gettext("Open the CDO’s sheet")), url)


def _mend_round(finding: Finding, period: Period) -> Mend | None:
    if finding.check in (Check.MEMBERS_SILENT, Check.CDOS_SILENT):
        return _see_silent(period)
    if finding.check is Check.NO_DEMAND:
        url = url_for("coordinator.answers.index", periode=period.id)
        return Mend(str(gettext("See who has answered")), url)
    if finding.check is Check.NO_CDO:
        return Mend(str(gettext("Enter a CDO")), url_for("coordinator.new_cdos.new"))
    return None


def _see_silent(period: Period) -> Mend:
    if period.state is PeriodState.LOCKED:
        url = url_for("coordinator.answers.index", periode=period.id, voir="manquantes")
        return Mend(str(gettext("See who")), url)
    return Mend(
        str(gettext("Remind them")),
        url_for("coordinator.answers.send_reminders", periode=period.id),
        is_act=True,
        values={"retour": "verification"},
        confirm=str(
            gettext("Remind all who have not answered? Each person gets one reminder a round.")
        ),
        symbol="send",
    )


def _withdraw(finding: Finding) -> Mend:
    return Mend(
        str(gettext("Withdraw the second")),
        url_for("coordinator.member_demands.withdraw", demand_id=finding.demand_id),
        is_act=True,
        confirm=str(gettext("Withdraw “%(title)s”? It can be brought back.", title=finding.name)),
        symbol="trash",
    )
