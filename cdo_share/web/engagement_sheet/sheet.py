"""One filling-in of the sheet: the fields, the skills, the members not to be served; storing it.

The page keeps what was typed, whatever is wrong with it and whatever others stored meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdo_share.accounts.conflicts import list_engagement_conflicts, set_engagement_conflicts
from cdo_share.accounts.engaging import edit_engagement
from cdo_share.accounts.models import Engagement, Regime
from cdo_share.accounts.queries import get_engagement, list_members
from cdo_share.accounts.regimes import USUAL_PERIOD_DAYS, Finding, Severity, review_caps
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import actor
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.engagement_sheet.form import (
    CoordinatorEngagementForm,
    EngagementForm,
    caps_of,
    changed_wish,
)
from cdo_share.web.engagement_sheet.skills import read_skills, show_skills
from cdo_share.web.engagement_sheet.words import MemberName, engagement_words
from cdo_share.web.extensions import db
from cdo_share.web.period import find_present_period


@dataclass(frozen=True, slots=True)
class EngagementSheet:
    """What stands in the form; `avoided` are the numbers of members not to be served."""

    form: EngagementForm
    skills: Mapping[str, int]
    avoided: frozenset[int]
    members: Sequence[MemberName]

    def page_values(self) -> dict[str, Any]:
        """Return what the template shows besides the fields."""
        return {
            "form": self.form,
            "skill_groups": show_skills(self.skills),
            "members": [
                {"id": member.id, "name": member.name, "is_avoided": member.id in self.avoided}
                for member in self.members
            ],
        }


def stored_sheet(engagement: Engagement, form: EngagementForm) -> EngagementSheet:
    """Return the sheet as it is stored; `form` is filled from the engagement already."""
    members, avoided = _members(), _avoided(engagement.id)
    form.seen.data = pack_words(engagement_words(engagement, members, avoided))
    skills = {row.skill: row.level for row in engagement.skills}
    return EngagementSheet(form, skills, avoided, members)


def typed_sheet(form: EngagementForm, typed: Any) -> EngagementSheet:
    """Return the sheet as it was sent; numbers that are no member's are left out."""
    members = _members()
    known = {str(member.id) for member in members}
    avoided = frozenset(int(number) for number in typed.getlist("conflict") if number in known)
    return EngagementSheet(form, read_skills(typed), avoided, members)


def _members() -> list[MemberName]:
    rows = list_members(db.session, actor().groupement_id)
    return [MemberName(row.id, row.name) for row in rows]


def _avoided(engagement_id: int) -> frozenset[int]:
    found = list_engagement_conflicts(db.session, actor().groupement_id)
    return found.get(engagement_id, frozenset())


def store_sheet(
    sheet: EngagementSheet, engagement: Engagement, note: Callable[[dict[str, Any]], None]
) -> None:
    """Store all of the sheet or nothing; `note` writes down who did it.

    Raises InvalidInput with every fault, among them what must first be confirmed, and Conflict.
    """
    form, groupement_id, number = sheet.form, actor().groupement_id, engagement.id
    regime = typed_regime(form, engagement.regime)
    wish = changed_wish(engagement, form, regime, sheet.skills)
    left = _avoided(number) - {member.id for member in sheet.members}
    with transaction(db.session):
        edit_engagement(
            db.session,
            groupement_id=groupement_id,
            engagement_id=number,
            wish=wish,
            version=form.version.data or 0,
        )
        # Members who left are not on the list: what was said of them stays.
        set_engagement_conflicts(
            db.session,
            groupement_id=groupement_id,
            engagement_id=number,
            member_ids=sheet.avoided | left,
        )
        articles = require_confirmation(form, regime)
        note({"confirmed": articles})
        form.require_read()


def typed_regime(form: EngagementForm, present: Regime) -> Regime:
    """Return the regime that was typed; the present one on a form that does not ask for it."""
    if isinstance(form, CoordinatorEngagementForm):
        return form.chosen_regime()
    return present


def require_confirmation(form: EngagementForm, regime: Regime) -> list[str]:
    """Return the articles of what was confirmed; raises InvalidInput for what was not."""
    findings = list_doubts(form, regime)
    if findings and not form.confirmed.data:
        raise InvalidInput(*(finding.fault for finding in findings))
    return [finding.article for finding in findings]


def list_doubts(form: EngagementForm, regime: Regime) -> list[Finding]:
    """Return what may be right and must be confirmed, for the period that is spoken of."""
    findings = review_caps(regime, caps_of(form), period_days=count_period_days())
    return [one for one in findings if one.severity is Severity.TO_CONFIRM]


def count_period_days() -> int:
    """Return the calendar days of the period that is spoken of, or of a usual one."""
    period = find_present_period()
    return (period.ends_on - period.starts_on).days + 1 if period else USUAL_PERIOD_DAYS


def take_note(sheet: EngagementSheet, engagement_id: int) -> list[Difference]:
    """Return what somebody else changed since the form was opened, and let it be sent over that."""
    present = get_engagement(db.session, actor().groupement_id, engagement_id)
    words = engagement_words(present, sheet.members, _avoided(engagement_id))
    changes = list_differences(unpack_words(sheet.form.seen.data), words)
    for field, value in (
        (sheet.form.version, present.version),
        (sheet.form.seen, pack_words(words)),
    ):
        field.raw_data, field.data = None, value
    return changes


def receive_sheet(
    sheet: EngagementSheet,
    engagement: Engagement,
    *,
    note: Callable[[dict[str, Any]], None],
    show: Callable[..., Any],
) -> Any:
    """Store the sheet; return the page with every fault or what others changed, None when stored.

    `show` is called with the sheet, and with `doubts` or `changes` where there are any.
    """
    number, regime = engagement.id, engagement.regime
    sheet.form.validate()
    try:
        store_sheet(sheet, engagement, note)
    except InvalidInput as refusal:
        sheet.form.take_faults(refusal)
        doubts = list_doubts(sheet.form, typed_regime(sheet.form, regime))
        return show(sheet, doubts=doubts), 422
    except Conflict:
        return show(sheet, changes=take_note(sheet, number)), 409
    return None
