"""The frozen zone of each CDO, from the rows."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.legal.models import LegalParameters
from cdo_share.legal.zones import list_frozen_zones
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
        vannes.id: (22, date(2027, 4, 2)),  # Easter Monday falls out
        alsace.id: (22, date(2027, 4, 3)),  # Good Friday as well
        annual.id: (22, date(2027, 3, 22)),
    }


def test_zone_follows_the_measures_of_the_groupement(session: Session) -> None:
    groupement = a_groupement(session)
    cdo = an_engagement(session, groupement, regime=Regime.FORFAIT_JOURS)
    session.add(LegalParameters(groupement_id=groupement.id, convention_notice_working_days=3))

    zones = list_frozen_zones(session, groupement.id, now=EVENING)

    assert zones[cdo.id].first_free == date(2027, 3, 26)


def test_statements_do_not_grow_with_the_cdos(session: Session) -> None:
    groupement = a_groupement(session)
    counts = []
    for _ in range(2):
        an_engagement(session, groupement)
        session.expire_all()
        with recorded_statements(session) as statements:
            list_frozen_zones(session, groupement.id, now=EVENING)
        counts.append(len(statements))

    assert counts == [3, 3]
