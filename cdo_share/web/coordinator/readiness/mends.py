"""The one click that mends a finding: a link to the place, or an act as a button."""

from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext

from cdo_share.accounts.models import RoleKind
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
# Where on the sheet of the nearest CDO the wall before a demand stands.
CDO_ANCHORS = {"level": "skill-{skill}", "excluded": "conflicts", "distance": "max_km"}
AVAILABILITY_CHECKS = {Check.NO_AVAILABILITY, Check.STALE_CALENDAR}
BACK = {"retour": "verification"}


def find_mends(finding: Finding, period: Period) -> list[Mend]:
    """Return what mends a finding, the first choice first; none where nothing on this site does."""
    if finding.demand_id is not None:
        return _mend_demand(finding, is_open=period.state is PeriodState.OPEN)
    if finding.check is Check.WITHOUT_CONTACT:
        return _mend_without_contact(finding, period)
    if finding.engagement_id is not None:
        return [_mend_cdo(finding)]
    if finding.member_id is not None:
        url = url_for("coordinator.members.edit", member_id=finding.member_id)
        return [Mend(str(gettext("Open the member’s sheet")), url)]
    return _mend_round(finding, period)


def _mend_demand(finding: Finding, *, is_open: bool) -> list[Mend]:
    """Return how to mend a demand; in a closed round the head of the page offers to reopen it."""
    if not is_open:
        url = url_for("coordinator.demands.show", demand_id=finding.demand_id)
        return [*_mend_supply(finding), Mend(str(gettext("See the demand")), url)]
    if finding.check is Check.SAME_DEMAND:
        return [_withdraw(finding)]
    wall = str(finding.values.get("wall", ""))
    if wall == "absent":  # nothing is wrong with the demand
        return _mend_supply(finding)
    anchor = "demand-dates" if finding.check in DATE_CHECKS else WALL_ANCHORS.get(wall)
    url = url_for("coordinator.member_demands.edit", demand_id=finding.demand_id, _anchor=anchor)
    return [*_mend_supply(finding), Mend(str(gettext("Change the demand")), url)]


def _mend_supply(finding: Finding) -> list[Mend]:
    """Return where a CDO could be changed so that the demand can be served."""
    wall = str(finding.values.get("wall", ""))
    if wall == "skill":
        url = url_for("coordinator.people.index", _anchor="cdos")
        return [Mend(str(gettext("See the CDOs")), url)]
    if wall in ("absent", "time"):
        return [_see_availability(finding)]
    if wall in CDO_ANCHORS:
        return [_open_sheet(finding, CDO_ANCHORS[wall].format(skill=finding.values["skill"]))]
    return []


def _see_availability(finding: Finding) -> Mend:
    number = finding.engagement_id
    url = url_for("coordinator.availability_sheets.index", engagement_id=number)
    return Mend(str(gettext("See the availability")), url)


def _open_sheet(finding: Finding, anchor: str) -> Mend:
    number = finding.engagement_id
    url = url_for("coordinator.cdos.edit", engagement_id=number, _anchor=anchor)
    return Mend(str(gettext("Open the CDO’s sheet")), url)


def _mend_cdo(finding: Finding) -> Mend:
    if finding.check in AVAILABILITY_CHECKS:
        return _see_availability(finding)
    if finding.check is Check.MORE_THAN_CAPS:
        return _open_sheet(finding, "week_cap_halfdays")
    return _open_sheet(finding, finding.values.get("field", "commune"))


def _mend_without_contact(finding: Finding, period: Period) -> list[Mend]:
    """Return how to hear from somebody whom no mail reaches: invite them, or enter it for them."""
    is_member = finding.member_id is not None
    role = f"member-{finding.member_id}" if is_member else f"cdo-{finding.engagement_id}"
    name = "" if is_member else finding.name
    invite = Mend(
        str(gettext("Invite")), url_for("coordinator.people.new", role=role, name=name or None)
    )
    if not is_member:
        return [invite, _see_availability(finding)]
    if period.state is PeriodState.LOCKED:
        return [invite]
    url = url_for("coordinator.member_demands.new", member_id=finding.member_id, periode=period.id)
    return [invite, Mend(str(gettext("Enter their demand")), url)]


def _mend_round(finding: Finding, period: Period) -> list[Mend]:
    if finding.check in KINDS:
        return [_ask_silent(finding, period)]
    if finding.check is Check.NO_DEMAND:
        url = url_for("coordinator.answers.index", periode=period.id)
        return [Mend(str(gettext("See who has answered")), url)]
    if finding.check is Check.NO_CDO:
        return [Mend(str(gettext("Enter a CDO")), url_for("coordinator.new_cdos.new"))]
    return []


def _ask_silent(finding: Finding, period: Period) -> Mend:
    """Return the act that reminds all of one kind; afterwards, where they are to be seen."""
    kind = KINDS[finding.check]
    if period.state is PeriodState.LOCKED or not finding.values["can_remind"]:
        anchor = "members" if kind is RoleKind.MEMBER else "cdos"
        url = url_for(
            "coordinator.answers.index", periode=period.id, voir="manquantes", _anchor=anchor
        )
        return Mend(str(gettext("See who")), url)
    return Mend(
        str(gettext("Remind them")),
        url_for("coordinator.answers.send_reminders", periode=period.id),
        is_act=True,
        values={**BACK, "sujet": kind.value},
        confirm=_confirm(kind),
        symbol="send",
    )


def _confirm(kind: RoleKind) -> str:
    if kind is RoleKind.MEMBER:
        begin = gettext("Remind all members who have not answered?")
    else:
        begin = gettext("Remind all CDOs who have not answered?")
    end = gettext("Each person gets one reminder a round.")
    return f"{begin} {end}"


def _withdraw(finding: Finding) -> Mend:
    return Mend(
        str(gettext("Withdraw the second")),
        url_for("coordinator.member_demands.withdraw", demand_id=finding.demand_id),
        is_act=True,
        values=BACK,
        confirm=str(gettext("Withdraw “%(title)s”? It can be brought back.", title=finding.name)),
        symbol="trash",
    )


KINDS = {Check.MEMBERS_SILENT: RoleKind.MEMBER, Check.CDOS_SILENT: RoleKind.CDO}
