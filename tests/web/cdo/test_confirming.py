"""A CDO says that all is right for a period."""

from datetime import date

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.rounds.cdo_answers import list_answered_engagements
from tests.factories import a_groupement, a_period
from tests.web.cdo.test_availability import Cdo, cdo

__all__ = ["cdo"]  # fixtures
from tests.web.pages import words


def test_availability_is_confirmed_for_the_period_that_was_shown(
    session: Session, cdo: Cdo
) -> None:
    groupement = session.get_one(Groupement, cdo.engagement.groupement_id)
    period = a_period(
        session, groupement, starts_on=date(2099, 1, 5), ends_on=date(2099, 1, 30), name="Hiver"
    )
    session.commit()
    before = words(cdo.client.get(cdo.path).text)
    home = words(cdo.client.get(f"/cdo/{cdo.engagement.id}").text)

    answer = cdo.client.post(f"{cdo.path}/confirmer", data={"period_id": period.id})

    assert "Disponibilités pour Hiver" in before
    assert "Mes disponibilités sont à jour" in before
    assert "Vos disponibilités pour Hiver sont-elles à jour ?" in home
    assert answer.location == cdo.path
    answered = list_answered_engagements(session, groupement.id, period.id)
    assert list(answered) == [cdo.engagement.id]
    after = words(cdo.client.get(cdo.path).text)
    assert "Confirmées le" in after
    assert "Mes disponibilités sont à jour" not in after
    assert "sont-elles à jour" not in words(cdo.client.get(f"/cdo/{cdo.engagement.id}").text)


def test_confirming_no_time_at_all_says_what_it_means(session: Session, cdo: Cdo) -> None:
    groupement = session.get_one(Groupement, cdo.engagement.groupement_id)
    period = a_period(session, groupement, starts_on=date(2099, 1, 5), ends_on=date(2099, 1, 30))
    session.commit()
    told = []

    for _week in ("all", "none"):
        page = cdo.client.post(
            f"{cdo.path}/confirmer", data={"period_id": period.id}, follow_redirects=True
        )
        told.append("aucune demi-journée" in words(page.text))
        cdo.client.post(f"{cdo.path}/semaine", data={})

    assert told == [False, True]


def test_period_of_another_groupement_cannot_be_confirmed(session: Session, cdo: Cdo) -> None:
    foreign = a_period(session, a_groupement(session))
    session.commit()

    for number in (foreign.id, 0, "x", 10**20, -(10**20)):
        answer = cdo.client.post(f"{cdo.path}/confirmer", data={"period_id": number})
        assert answer.status_code == 404
