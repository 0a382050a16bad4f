"""“My engagement”: amounts, reach, skills, and the members whom a CDO must not serve."""

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import list_engagement_conflicts
from cdo_share.accounts.models import Engagement, Groupement, Member, Regime, RoleKind
from cdo_share.accounts.queries import get_engagement
from cdo_share.core.audit import AuditEntry
from tests.factories import a_groupement, a_member, a_person, a_role, an_engagement
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.pages import answers, main_part, words


@dataclass
class Cdo:
    """A CDO with a browser, and a member of the same groupement."""

    groupement: Groupement
    engagement: Engagement
    member: Member
    client: FlaskClient

    @property
    def path(self) -> str:
        """Return the address of the page."""
        return f"/cdo/{self.engagement.id}/engagement"

    def stored(self, session: Session) -> Engagement:
        """Return the engagement as it is stored."""
        session.expire_all()
        return get_engagement(session, self.groupement.id, self.engagement.id)


@pytest.fixture
def cdo(session: Session, client_of: ClientOf) -> Cdo:
    groupement, person = a_groupement(session), a_person(session, name="Anne Le Bihan")
    engagement = an_engagement(session, groupement, person_id=person.id)
    a_role(session, person, groupement, RoleKind.CDO, engagement_id=engagement.id)
    member = a_member(session, groupement, name="Biscuiterie Le Goff")
    return Cdo(groupement, engagement, member, client_of(person))


def test_edit_shows_the_regime_with_its_articles_and_no_way_to_change_it(
    session: Session, cdo: Cdo
) -> None:
    page = main_part(cdo.client.get(cdo.path).text)

    assert "Régime : Horaire" in words(page)
    assert "Code du travail, article L3121-20" in words(page)
    assert 'name="regime"' not in page
    cdo.client.post(cdo.path, data=answers(page_of(cdo)) | {"regime": "volunteer"})
    assert cdo.stored(session).regime is Regime.HOURS


def page_of(cdo: Cdo) -> str:
    """Return the page as it is shown."""
    return cdo.client.get(cdo.path).text


def test_left_as_it_is_nothing_changes_but_the_version(session: Session, cdo: Cdo) -> None:
    facts = {
        name: getattr(cdo.engagement, name)
        for name in ("week_cap_halfdays", "period_cap_halfdays", "max_km", "base_id", "regime")
    }

    answer = cdo.client.post(cdo.path, data=answers(page_of(cdo)))

    assert answer.location == cdo.path
    stored = cdo.stored(session)
    assert {name: getattr(stored, name) for name in facts} == facts
    assert {row.skill: row.level for row in stored.skills} == {"VENTE-WEB": 2}
    assert stored.version == 2


def test_everything_that_is_typed_is_stored(session: Session, cdo: Cdo) -> None:
    typed = answers(page_of(cdo)) | {
        "day_cap_halfdays": "1",
        "week_cap_halfdays": "5",
        "period_cap_halfdays": "60",
        "average_halfdays": "18",
        "average_weeks": "4",
        "outside_hours": "7",
        "commune": "Auray",
        "insee": "",
        "max_km": "30",
        "skill-VENTE-WEB": "0",
        "skill-SECU-CYB": "3",
        "conflict": str(cdo.member.id),
    }
    typed.pop("works_remotely")

    answer = cdo.client.post(cdo.path, data=typed)

    assert answer.location == cdo.path
    stored = cdo.stored(session)
    assert (stored.day_cap_halfdays, stored.week_cap_halfdays) == (1, 5)
    assert (stored.period_cap_halfdays, stored.outside_hours) == (60, 7)
    assert (stored.average_halfdays, stored.average_weeks) == (18, 4)
    assert (stored.base.commune, stored.max_km, stored.works_remotely) == ("Auray", 30, False)
    assert {row.skill: row.level for row in stored.skills} == {"SECU-CYB": 3}
    conflicts = list_engagement_conflicts(session, cdo.groupement.id)
    assert conflicts == {cdo.engagement.id: {cdo.member.id}}
    act = session.scalars(select(AuditEntry)).one()
    assert (act.action, act.facts) == ("edit_engagement", {"confirmed": []})


@pytest.mark.parametrize(
    ("typed", "field", "article"),
    [
        ({"week_cap_halfdays": "13"}, "week_cap_halfdays", "L3132-1"),
        ({"outside_hours": "14"}, "week_cap_halfdays", "L3121-20"),
        ({"outside_hours": "12"}, "average_halfdays", "L3121-22"),
    ],
)
def test_amounts_beyond_the_law_are_refused_at_their_field_with_the_article(
    session: Session, cdo: Cdo, typed: dict[str, str], field: str, article: str
) -> None:
    answer = cdo.client.post(cdo.path, data=answers(page_of(cdo)) | typed)

    assert answer.status_code == 422
    fault = re.findall(rf'id="{field}-error">(.*?)</p>', answer.text, re.S)[0]
    assert f"article {article}" in fault
    assert answers(answer.text) | typed == answers(answer.text)
    assert cdo.stored(session).version == 1


def test_amounts_that_need_an_agreement_are_stored_once_confirmed(
    session: Session, cdo: Cdo
) -> None:
    typed = answers(page_of(cdo)) | {"week_cap_halfdays": "11"}

    asked = cdo.client.post(cdo.path, data=typed)
    before = cdo.stored(session).week_cap_halfdays
    done = cdo.client.post(cdo.path, data=typed | {"confirmed": "y"})

    assert (asked.status_code, before) == (422, 10)
    assert "38,5 heures" in words(asked.text)
    assert "article L3121-27" in words(asked.text)
    assert 'name="confirmed"' in asked.text
    assert 'name="confirmed"' not in page_of(cdo)
    assert done.location == cdo.path
    assert cdo.stored(session).week_cap_halfdays == 11
    assert session.scalars(select(AuditEntry)).one().facts == {"confirmed": ["L3121-27"]}


def test_all_faults_are_told_at_once_and_nothing_is_half_done(session: Session, cdo: Cdo) -> None:
    typed = answers(page_of(cdo)) | {
        "commune": "Nulle-Part-sur-Mer",
        "insee": "",
        "max_km": "0",
        "average_weeks": "4",
        "skill-VENTE-WEB": "0",
        "conflict": str(cdo.member.id),
    }

    answer = cdo.client.post(cdo.path, data=typed)

    assert answer.status_code == 422
    assert sorted(re.findall(r'<p class="field-error" id="([^"]+)-error"', answer.text)) == [
        "average_halfdays",
        "commune",
        "max_km",
    ]
    assert "au moins une compétence" in words(answer.text)
    assert re.findall(r'name="conflict"[^>]* checked', answer.text) != []
    assert list_engagement_conflicts(session, cdo.groupement.id) == {}
    assert cdo.stored(session).version == 1


def test_second_of_two_editors_sees_the_difference_and_keeps_what_they_typed(
    session: Session, cdo: Cdo
) -> None:
    shown = answers(page_of(cdo))
    first = shown | {"max_km": "25", "skill-SECU-CYB": "3", "conflict": str(cdo.member.id)}
    cdo.client.post(cdo.path, data=first)

    answer = cdo.client.post(cdo.path, data=shown | {"max_km": "90", "outside_hours": "3"})

    page = words(answer.text)
    assert answer.status_code == 409
    assert "Distance au plus jusqu’à un adhérent : c’était « 60 », c’est maintenant « 25 »" in page
    assert "Sécurité" in page or "Cyber" in page
    assert "Adhérents à ne pas servir : nouveau, « Biscuiterie Le Goff »" in page
    kept = answers(answer.text)
    assert (kept["max_km"], kept["outside_hours"]) == ("90", "3")
    assert cdo.stored(session).max_km == 25
    assert cdo.client.post(cdo.path, data=kept).location == cdo.path
    assert (cdo.stored(session).max_km, cdo.stored(session).version) == (90, 3)


def test_member_of_another_groupement_cannot_be_named(session: Session, cdo: Cdo) -> None:
    foreign = a_member(session, a_groupement(session))
    session.commit()
    typed = answers(page_of(cdo)) | {"conflict": str(foreign.id)}

    assert cdo.client.post(cdo.path, data=typed).location == cdo.path
    assert list_engagement_conflicts(session, cdo.groupement.id) == {}


def test_page_sends_the_same_few_statements_for_one_member_and_for_ten(
    session: Session, cdo: Cdo
) -> None:
    path = cdo.path
    cdo.client.get(path)  # the first page of a browser also notes that it is alive
    with recorded_statements(session) as few:
        cdo.client.get(path)
    for _ in range(9):
        a_member(session, cdo.groupement)
    session.commit()
    with recorded_statements(session) as many:
        cdo.client.get(path)

    assert (len(many), len(few) <= 15) == (len(few), True)
