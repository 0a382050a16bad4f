"""What the templates of `templates/demand_sheet/` are given, whoever fills the form in."""

from collections.abc import Sequence
from typing import Any

from cdo_share.accounts.skills import LEVELS
from cdo_share.web.demand_sheet.declined import show_declined
from cdo_share.web.demand_sheet.formulas import FORMULAS
from cdo_share.web.demand_sheet.halfdays import show_halfdays
from cdo_share.web.demand_sheet.sheet import Sheet
from cdo_share.web.demand_sheet.sums import sum_of
from cdo_share.web.differences import Difference
from cdo_share.web.languages import language
from cdo_share.web.skill_groups import list_skill_groups


def sheet_values(sheet: Sheet, changes: Sequence[Difference] | None = None) -> dict[str, Any]:
    """Return the values of the form; `changes` only when somebody else changed the demand."""
    return {
        "case": sheet.case,
        "form": sheet.form,
        "groups": list_skill_groups(),
        "formulas": FORMULAS,
        "days": show_halfdays(sheet.wishes),
        "hints": {level.value: level.hint(language()) for level in LEVELS.values()},
        "cdos": show_declined(sheet.declined, sheet.case.cdos),
        "sum": sum_of(sheet),
        "changes": changes,
    }
