"""The CDOs a member would rather not have, each with a category of reason the CDO may read."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext

from cdo_share.demands.models import DeclineReason
from cdo_share.web.demand_sheet.case import CdoChoice

Declined = Mapping[int, DeclineReason]


def _name(engagement_id: int) -> str:
    return f"declined-{engagement_id}"


def read_declined(
    answers: Mapping[str, str], engagement_ids: Iterable[int]
) -> dict[int, DeclineReason]:
    """Return the reasons by engagement; an empty or strange answer means no objection."""
    chosen = {number: answers.get(_name(number)) for number in engagement_ids}
    reasons = set(DeclineReason)
    return {number: DeclineReason(value) for number, value in chosen.items() if value in reasons}


def write_declined(declined: Declined) -> dict[str, str]:
    """Return the reasons as the answers of a form."""
    return {_name(number): reason.value for number, reason in declined.items()}


def reason_texts() -> dict[DeclineReason, str]:
    """Return the categories of reason in words."""
    return {
        DeclineReason.CONFLICT_OF_INTEREST: gettext("Conflict of interest"),
        DeclineReason.PAST_DISAGREEMENT: gettext("We disagreed in the past"),
        DeclineReason.OTHER_EXPECTATIONS: gettext("We expect another way of working"),
    }


def show_declined(declined: Declined, cdos: Iterable[CdoChoice]) -> list[dict[str, Any]]:
    """Return each CDO with the name of its answer and the choices, the present one marked."""
    texts = reason_texts()
    return [
        {
            "cdo": cdo.name,
            "name": _name(cdo.engagement_id),
            "is_declined": cdo.engagement_id in declined,
            "options": [
                (reason.value, text, declined.get(cdo.engagement_id) is reason)
                for reason, text in texts.items()
            ],
        }
        for cdo in cdos
    ]
