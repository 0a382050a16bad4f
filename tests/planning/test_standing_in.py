"""A visit joins those in force only where the judge finds nothing new wrong."""

from typing import Any

import pytest

from cdo_share.planning.standing_in import is_fit, keep_fit
from tests.solver.instances import DAYS, a_cdo, a_visit, an_instance

AT_WORK = a_visit("D1", day=DAYS[0])
WANTED = a_visit("D2", day=DAYS[0])
BUSY = "0" + "1" * 19


def both(instance: dict[str, Any], visit: dict[str, Any]) -> tuple[bool, bool]:
    """Return what the whole judgement says, and the one among the visits of one CDO."""
    return is_fit(instance, visit), keep_fit(instance, [{"visit": visit}], 1) != []


def test_visit_on_free_time_fits_also_beside_what_is_wrong_already() -> None:
    broken = [AT_WORK, a_visit("D1", day=DAYS[0], slot=1)]  # two in a week of one

    assert both(an_instance(), WANTED) == (True, True)
    assert both(an_instance(published=broken), a_visit("D2", day=DAYS[1])) == (True, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"published": [AT_WORK]},  # at the same time
        {"cdos": [a_cdo(available=BUSY)]},
        {"cdos": [a_cdo(available=BUSY)], "pins": [WANTED]},  # mends one thing, breaks another
    ],
)
def test_visit_that_breaks_a_rule_does_not_fit(changes: dict[str, Any]) -> None:
    assert both(an_instance(**changes), WANTED) == (False, False)
