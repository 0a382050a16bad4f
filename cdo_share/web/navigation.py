"""The navigation of each audience, and which of its pages a page belongs to."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from cdo_share.accounts.models import RoleKind
from cdo_share.core.i18n import N_


@dataclass(frozen=True, slots=True)
class NavPage:
    """A page of the navigation; pages of the `others`, blueprints, are marked as part of it."""

    label: str
    endpoint: str
    others: tuple[str, ...] = ()

    @property
    def blueprints(self) -> tuple[str, ...]:
        """Return the blueprints whose pages belong here."""
        return (self.endpoint.rsplit(".", 1)[0], *self.others)


DESK = tuple(f"coordinator.desk{part}" for part in ("", "_demand", "_repair", "_visit"))
EXPLAINING = tuple(
    f"coordinator.{page}" for page in ("unmet", "trials", "plan_visits", "questions", "advice")
)
PAGES: dict[RoleKind, tuple[NavPage, ...]] = {
    RoleKind.MEMBER: (
        NavPage(N_("Overview"), "member.home.index", ("member.agreeing",)),
        NavPage(N_("My demands"), "member.demands.index", ("member.drafts", "member.copies")),
        NavPage(
            N_("Visits"),
            "member.visits.index",
            ("member.cancellations", "member.ledger"),
        ),
        NavPage(N_("Book"), "member.bookings.index", ("member.free_time",)),
        NavPage(
            N_("My calendars"),
            "member.calendars.index",
            ("member.calendar_files", "member.devices"),
        ),
        NavPage(N_("Check-up"), "member.maturity.index"),
        NavPage(N_("My firm"), "member.firm.index"),
    ),
    RoleKind.CDO: (
        NavPage(N_("Overview"), "cdo.home.index", ("cdo.agreeing",)),
        NavPage(
            N_("Availability"),
            "cdo.availability.index",
            ("cdo.busy", "cdo.busy_addresses", "cdo.busy_files"),
        ),
        NavPage(
            N_("Visits"),
            "cdo.visits.index",
            ("cdo.absences", "cdo.bookings", "cdo.agreed_times", "cdo.ledger", "cdo.owed_time"),
        ),
        NavPage(N_("My engagement"), "cdo.profile.edit"),
        NavPage(
            N_("My calendars"),
            "cdo.calendars.index",
            ("cdo.calendar_files", "cdo.devices", "cdo.free_page"),
        ),
    ),
    RoleKind.COORDINATOR: (
        NavPage(
            N_("Period"),
            "coordinator.home.index",
            (
                "coordinator.tables",
                "coordinator.imports",
                "coordinator.alerts",
                "coordinator.absences",
                "coordinator.repairs",
                "coordinator.curves",
                "coordinator.cancellations",
                "coordinator.bookings",
                "coordinator.agreed_times",
                "coordinator.outbox",
                "coordinator.owed_time",
            ),
        ),
        NavPage(
            N_("Round"),
            "coordinator.answers.index",
            (
                "coordinator.rounds",
                "coordinator.round_edits",
                "coordinator.readiness",
                "coordinator.misfits",
            ),
        ),
        NavPage(N_("Demands"), "coordinator.demands.index", ("coordinator.member_demands",)),
        NavPage(
            N_("Allocations"),
            "coordinator.runs.index",
            (
                "coordinator.plans",
                "coordinator.plan_calendars",
                "coordinator.plan_map",
                "coordinator.plan_unmet",
                "coordinator.plan_reports",
                "coordinator.plan_comparisons",
                "coordinator.plan_law",
                "coordinator.gate",
                "coordinator.agreeing",
                "coordinator.constraints",
                "coordinator.rule_profiles",
                "coordinator.run_shelf",
                "coordinator.scenarios",
                *DESK,
                *EXPLAINING,
            ),
        ),
        NavPage(
            N_("Releases"),
            "coordinator.releases.index",
            ("coordinator.ledger", "coordinator.ledger_accounts", "coordinator.ledger_rules"),
        ),
        NavPage(
            N_("People"),
            "coordinator.people.index",
            (
                "coordinator.members",
                "coordinator.new_members",
                "coordinator.cdos",
                "coordinator.new_cdos",
                "coordinator.conflicts",
                "coordinator.connected",
                "coordinator.availability",
                "coordinator.availability_sheets",
            ),
        ),
        NavPage(
            N_("Settings"),
            "coordinator.settings.edit",
            (
                "coordinator.law",
                "coordinator.law_contracts",
                "coordinator.agreeing_settings",
                "coordinator.calendar_settings",
            ),
        ),
        NavPage(N_("My calendars"), "coordinator.calendars.index", ("coordinator.devices",)),
    ),
}


def navigation(kind: RoleKind) -> list[tuple[str, str, str]]:
    """Return the label and address of each link, and its `aria-current`.

    That is "page" for the present page, "true" for the one it belongs to, else "".
    """
    return [
        (str(gettext(page.label)), url_for(page.endpoint), _current(page)) for page in PAGES[kind]
    ]


def _current(page: NavPage) -> str:
    here = request.endpoint or ""
    if here == page.endpoint:
        return "page"
    return "true" if here.rsplit(".", 1)[0] in page.blueprints else ""
