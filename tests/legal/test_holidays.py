"""Each public holiday is told with the article that makes it one where the work is done."""

from datetime import date

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import GridKind
from cdo_share.legal.check import check_visits
from cdo_share.legal.facts import Contract
from cdo_share.legal.findings import Severity
from cdo_share.legal.gathering import PlacedVisit, gather_facts
from cdo_share.legal.places import Place
from tests.legal.work import STRASBOURG, VANNES, YEAR, ZONE

GUADELOUPE = Place(16.0, -61.7, "97105")


@pytest.mark.parametrize(
    ("place", "day", "article", "words"),
    [
        (VANNES, date(2027, 7, 14), "L3133-1", "only if the agreement allows it"),
        (GUADELOUPE, date(2027, 5, 27), "L3422-2", "only if the agreement allows it"),
        (STRASBOURG, date(2027, 7, 14), "L3134-13", "unless their profession is exempt"),
        (STRASBOURG, date(2027, 3, 26), "L3134-13", "with a Protestant or shared church"),
    ],
)
def test_holiday_is_told_with_its_own_article(
    place: Place, day: date, article: str, words: str
) -> None:
    visit = PlacedVisit(
        engagement_id=1,
        day=day,
        slot=0,
        length=1,
        grid_kind=GridKind.HALF_DAY,
        is_on_site=True,
        place=place,
    )
    contract = Contract(engagement_id=1, regime=Regime.HOURS, base=place)
    work = gather_facts(contract, [visit], first=YEAR[0], last=YEAR[1], zone=ZONE)

    (found,) = check_visits([work])

    assert (found.article, found.severity) == (article, Severity.TO_CONFIRM)
    assert words in str(found.sentence)
    assert f"({article}" in str(found.sentence)
