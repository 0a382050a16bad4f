"""One filling-in of the form: its fields, the half-days, the declined CDOs, in their case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from cdo_share.demands.copies import wish_of
from cdo_share.demands.models import DeclineReason, Demand, Wish
from cdo_share.demands.wish import DemandWish
from cdo_share.web.demand_facts import demand_words
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.declined import Declined, read_declined, write_declined
from cdo_share.web.demand_sheet.form import DemandForm, blank, fields_of
from cdo_share.web.demand_sheet.halfdays import (
    Wishes,
    halfdays_of,
    read_halfdays,
    with_wish,
    write_halfdays,
)
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.once import FIELD

# What belongs to one sending of the form and not to the demand.
NOT_ANSWERS = frozenset({"csrf_token", "version", "seen", "formula", "put_aside", "reopen", FIELD})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as it stands, right or not."""

    case: Case
    form: DemandForm
    wishes: Wishes
    declined: Declined

    def wish(self) -> DemandWish:
        """Return what was typed as plain values; a CDO who left or is declined is not kept."""
        return self.form.wish(
            preferred=with_wish(self.wishes, Wish.PREFERRED),
            impossible=with_wish(self.wishes, Wish.IMPOSSIBLE),
            declined=frozenset(self.declined.items()),
            previous_engagement_id=self._kept_cdo(),
        )

    def _kept_cdo(self) -> int | None:
        before = self.case.before
        if before is None or not self.form.keep_cdo.data or before.engagement_id in self.declined:
            return None
        return before.engagement_id


def blank_sheet(case: Case) -> Sheet:
    """Return the form with an answer to everything but the subject."""
    return Sheet(case, DemandForm(grid=case.period.grid, data=blank(case.period)), {}, {})


def filled_sheet(case: Case, demand: Demand) -> Sheet:
    """Return the form with the answers of a demand, and what its reader sees now."""
    wish = wish_of(demand)
    seen = {"version": demand.version, "seen": pack_words(demand_words(demand))}
    form = DemandForm(grid=case.period.grid, data=fields_of(wish) | seen)
    return Sheet(case, form, halfdays_of(wish), _declined_of(wish, case))


def typed_sheet(case: Case, answers: Mapping[str, str]) -> Sheet:
    """Return the form with answers as they were sent or put aside."""
    form = DemandForm(grid=case.period.grid, formdata=MultiDict(answers))
    declined = read_declined(answers, case.engagement_ids)
    return Sheet(case, form, read_halfdays(answers), declined)


def take_note(sheet: Sheet, version: int, words: Mapping[str, str]) -> list[Difference]:
    """Return what changed since the form was opened, and let it be sent over that."""
    changes = list_differences(unpack_words(sheet.form.seen.data), words)
    mark_seen(sheet, version, words)
    return changes


def mark_seen(sheet: Sheet, version: int, words: Mapping[str, str]) -> None:
    """Write into the form which version its reader sees, and in which words."""
    form = sheet.form
    for field, value in ((form.version, version), (form.seen, pack_words(words))):
        field.raw_data, field.data = None, value


def answers_of(wish: DemandWish) -> dict[str, str]:
    """Return a wish as the answers that a browser would send."""
    fields = {name: _write(value) for name, value in fields_of(wish).items()}
    return {
        **{name: value for name, value in fields.items() if value},
        **write_halfdays(halfdays_of(wish)),
        **write_declined(dict(wish.declined)),
    }


def _write(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "y"
    return value.isoformat() if isinstance(value, date) else str(value)


def _declined_of(wish: DemandWish, case: Case) -> dict[int, DeclineReason]:
    """A CDO who left is no longer named: the form could not take them off the list."""
    return {number: why for number, why in wish.declined if number in case.engagement_ids}
