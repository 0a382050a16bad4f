"""Where the datum stands that a remedy would change: the form, and its field by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from cdo_share.planning.instance_parts import number_of


@dataclass(frozen=True, slots=True)
class Mend:
    """The address of a form, and what to change there."""

    url: str
    label: str
    field: str


def mend_of(edit: Mapping[str, Any] | None) -> Mend | None:
    """Return where to make an edit for good; None for what no form holds."""
    if edit is None:
        return None
    (field,) = edit.get("set", ["available"])  # time that opens has no value
    if edit["op"] == "change_demand":
        url = url_for("coordinator.member_demands.edit", demand_id=number_of(edit["demand"]))
        return Mend(url, gettext("Change the demand"), demand_fields().get(field, ""))
    number = number_of(edit["cdo"])
    if field == "available":
        url = url_for("coordinator.availability_sheets.index", engagement_id=number)
        return Mend(url, gettext("Change their availability"), gettext("Exceptions"))
    url = url_for("coordinator.cdos.edit", engagement_id=number)
    return Mend(url, gettext("Change their engagement"), cdo_fields().get(field, ""))


def demand_fields() -> dict[str, str]:
    """Return how the form of a demand calls each field of the question."""
    return {
        "forbidden": gettext("Which half-days suit you?"),
        "max_cdos": gettext("Two CDOs may share the visits"),
        "per_window": gettext("Visits each time"),
        "windows": gettext("Not before"),
        "lengths": gettext("How long is one visit?"),
        "on_site": gettext("Where?"),
        "excluded": gettext("A CDO you would rather not have?"),
        "level": gettext("Whom do you need?"),
    }


def cdo_fields() -> dict[str, str]:
    """Return how the form of an engagement calls each field of the question."""
    return {
        "day_cap": gettext("Most in a day"),
        "week_cap": gettext("Most in a week"),
        "period_cap": gettext("Most in a period"),
        "average_cap": gettext("On average no more than"),
        "max_km": gettext("How far you go to a member"),
        "max_members": gettext("How many members at most"),
        "max_sites_per_day": gettext("How many places in a day at most"),
    }
