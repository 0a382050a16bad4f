"""The frozen zone of each CDO, from the rows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.legal.models import LegalParameters
from cdo_share.legal.zones import list_frozen_zones
from cdo_share.rounds.models import ClosedDay
from tests.factories import a_groupement, a_site, an_engagement
from tests.statements import recorded_statements

EVENING = datetime(2027, 3, 21, 23, 30, tzinfo=UTC)  # Monday 22 March 2027, 00:30 in Paris


def test_zone_follows_regime_and_the_holidays_of_the_base(session: Session) -> None:
    groupement = a_groupement(session)
    strasbourg = a_site(session, groupement, insee="67482")
    vannes = an_engagement(session, groupement, regime=Regime.PART_TIME)
    alsace = an_engagement(session, groupement, regime=Regime.PART_TIME, base_id=strasbourg.id)
    annual = an_engagement(session, groupement, regime=Regime.FORFAIT_JOURS)

    zones = list_frozen_zones(session, groupement.id, now=EVENING)

    assert {number: (zone.today.day, zone.first_free) for number, zone in zones.items()} == {
        vannes.id: (22, date(2027, 4, 2)),  # told at eight that morning; Easter Monday falls out
        alsace.id: (22, date(2027, 4, 3)),  # Good Friday as well
        annual.id: (22, date(2027, 3, 22)),
    }


def test_zone_follows_the_measures_of_the_groupement(session: Session) -> None:
    groupement = a_groupement(session)
    cdo = an_engagement(session, groupement, regime=Regime.FORFAIT_JOURS)
    session.add(LegalParameters(groupement_id=groupement.id, convention_notice_working_days=3))

    zones = list_frozen_zones(session, groupement.id, now=EVENING)

    assert zones[cdo.id].first_free == date(2027, 3, 26)


@pytest.mark.parametrize(
    ("decided", "days", "first_free"),
    [
        ("2027-01-04 07:00", 7, "2027-01-14"),  # the digest of that morning tells it
        ("2027-01-04 12:00", 7, "2027-01-15"),  # that of Tuesday
        ("2027-01-08 17:00", 7, "2027-01-21"),  # that of Monday
        ("2027-01-10 12:00", 7, "2027-01-21"),
        ("2027-01-04 12:00", 3, "2027-01-08"),  # within a week: told at once
        ("2027-01-04 21:00", 3, "2027-01-09"),  # on the next morning, as it is late
        ("2027-01-04 12:00", 4, "2027-01-12"),  # of the afternoon of the 11th the digest tells
    ],
)
def test_notice_counts_from_the_day_on_which_its_letter_leaves(
    session: Session, decided: str, days: int, first_free: str
) -> None:
    """Planted: a zone that counts from the act, a working day too short."""
    groupement = a_groupement(session)
    cdo = an_engagement(session, groupement, regime=Regime.PART_TIME)
    session.add(LegalParameters(groupement_id=groupement.id, part_time_notice_working_days=days))
    now = datetime.fromisoformat(decided).replace(tzinfo=ZoneInfo("Europe/Paris"))

    zone = list_frozen_zones(session, groupement.id, now=now.astimezone(UTC))[cdo.id]

    assert (zone.today, zone.first_free) == (now.date(), date.fromisoformat(first_free))


def test_digest_that_waits_for_the_end_of_a_day_of_rest_lengthens_the_notice(
    session: Session,
) -> None:
    """Decided on Monday at noon; the groupement rests on Tuesday, the letter leaves on Wednesday.

    Tuesday is no public holiday: of the days counted after Wednesday it is none.
    """
    groupement = a_groupement(session)
    cdo = an_engagement(session, groupement, regime=Regime.PART_TIME)
    session.add(ClosedDay(groupement_id=groupement.id, day=date(2027, 1, 5), name="Pont"))
    other = a_groupement(session)
    there = an_engagement(session, other, regime=Regime.PART_TIME)
    now = datetime(2027, 1, 4, 11, tzinfo=UTC)

    here, elsewhere = (list_frozen_zones(session, one.id, now=now) for one in (groupement, other))

    assert {number: zone.first_free for number, zone in here.items()} == {cdo.id: date(2027, 1, 16)}
    assert {number: zone.first_free for number, zone in elsewhere.items()} == {
        there.id: date(2027, 1, 15)
    }


def test_holidays_count_to_the_end_of_the_longest_notice(session: Session) -> None:
    """Thirty working days from 6 April on: Ascension and Whit Monday fall out."""
    groupement = a_groupement(session)
    cdo = an_engagement(session, groupement, regime=Regime.PART_TIME)
    session.add(LegalParameters(groupement_id=groupement.id, part_time_notice_working_days=30))

    zones = list_frozen_zones(session, groupement.id, now=EVENING + timedelta(weeks=2))

    assert zones[cdo.id].first_free == date(2027, 5, 20)


def test_statements_do_not_grow_with_the_cdos(session: Session) -> None:
    groupement = a_groupement(session)
    counts = []
    for _ in range(2):
        an_engagement(session, groupement)
        session.expire_all()
        with recorded_statements(session) as statements:
            list_frozen_zones(session, groupement.id, now=EVENING)
        counts.append(len(statements))

    assert counts == [4, 4]
