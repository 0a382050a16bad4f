"""Who changes something over published visits, and who is told: on the page, at home, in checks."""

import re
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Person, RoleKind
from cdo_share.availability.service import set_pattern
from cdo_share.planning.models import Plan
from cdo_share.publishing.queries import list_visits_for_calendars, list_visits_in_force
from tests.factories import a_person, a_role
from tests.publishing.world import AM, At, World, a_world, publish_places
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.coordinator.days import LAST_FRIDAY, MONDAY, TUESDAY
from tests.web.pages import answers, words

CARNAC = "56034"
STAYS = (
    "Ce qui est publié reste jusqu’à la prochaine version publiée ; la coordination le voit aussi."
)


@dataclass
class People:
    """A world with two published visits of Zoé, and a browser for each audience."""

    world: World
    member: FlaskClient
    cdo: FlaskClient
    coordinator: FlaskClient

    @property
    def firm(self) -> str:
        """Return the address of the member's pages."""
        return f"/adherent/{self.world.biscuits.id}"

    @property
    def own(self) -> str:
        """Return the address of the CDO's pages."""
        return f"/cdo/{self.world.zoe.id}"

    @property
    def office(self) -> str:
        """Return the address of the coordinator's pages."""
        return f"/coordination/{self.world.groupement.slug}"

    def findings(self) -> list[str]:
        """Return what the coordinator reads of published visits that no longer fit."""
        page = self.coordinator.get(f"{self.office}/verification/publiees").text
        return [words(one) for one in re.findall(r'<li class="readiness-item.*?</li>', page, re.S)]


@pytest.fixture
def people(session: Session, client_of: ClientOf, now: datetime) -> People:
    world = a_world(session, name="Hiver 2099", starts_on=MONDAY, ends_on=LAST_FRIDAY)
    places = [At(world.shop, world.zoe, MONDAY, AM), At(world.shop, world.zoe, TUESDAY, AM)]
    release = publish_places(session, world, places, now)
    session.get_one(Plan, release.plan_id).statistics = {"served_slots": 2, "served_percent": 100}
    voice, office = a_person(session, name="Anne Le Goff"), a_person(session, name="Claire Morvan")
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    a_role(session, office, world.groupement, RoleKind.COORDINATOR)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    session.commit()
    return People(world, client_of(voice), client_of(zoe), client_of(office))


def test_closing_over_a_published_visit_tells_member_cdo_and_coordinator(people: People) -> None:
    typed = {"starts_on": MONDAY.isoformat(), "ends_on": MONDAY.isoformat()}
    begin = "1 intervention est prévue un jour où l’entreprise est fermée : lun. 5 janv."

    told = people.member.post(
        f"{people.firm}/entreprise/fermetures", data=typed, follow_redirects=True
    )

    assert f"{begin} (Zoé Martin). {STAYS}" in words(told.text)
    assert f"{begin} (Zoé Martin)." in words(people.member.get(people.firm).text)
    assert f"{begin} (Biscuiterie Le Goff)." in words(people.cdo.get(people.own).text)
    assert people.findings() == [
        f"Biscuiterie Le Goff : {begin} (Zoé Martin). Ouvrir la fiche de l’adhérent"
    ]


def test_closing_beside_the_published_visits_warns_of_nothing(people: People) -> None:
    day = date(2099, 1, 7).isoformat()
    typed = {"starts_on": day, "ends_on": day}

    told = people.member.post(
        f"{people.firm}/entreprise/fermetures", data=typed, follow_redirects=True
    )

    assert "Dès la prochaine répartition" in words(told.text)
    assert STAYS not in words(told.text)


def test_withdrawing_a_demand_with_published_visits_is_told(people: People) -> None:
    begin = "2 interventions sont prévues pour un besoin retiré :"
    address = f"{people.firm}/besoins/{people.world.shop.id}/retirer"

    told = people.member.post(address, follow_redirects=True)

    assert begin in words(told.text)
    assert begin in words(people.member.get(people.firm).text)
    assert people.findings() == [
        f"Biscuiterie Le Goff : {begin} lun. 5 janv. (Zoé Martin), mar. 6 janv. (Zoé Martin)."
        " Voir le besoin"
    ]


def test_moving_leaves_published_visits_where_they_were_published_on_every_page(
    session: Session, people: People, now: datetime
) -> None:
    address = f"{people.firm}/entreprise/lieu"
    typed = answers(people.member.get(address).text) | {"insee": CARNAC, "commune": "Carnac"}
    begin = "2 interventions restent prévues à l’ancien lieu de l’entreprise :"

    told = people.member.post(address, data=typed, follow_redirects=True)

    assert "Carnac" in told.text
    assert begin in words(told.text)
    for browser, path in ((people.member, people.firm), (people.cdo, people.own)):
        assert begin in words(browser.get(path).text)
        visits = browser.get(f"{path}/interventions").text
        assert ("Carnac" in visits, visits.count("Vannes")) == (False, 2)
    keys = {"first": MONDAY, "last": LAST_FRIDAY, "now": now}
    number = people.world.groupement.id
    assert list_visits_for_calendars(session, number, **keys) == list_visits_in_force(
        session, number
    )
    assert len(people.findings()) == 1


def test_clearing_the_usual_week_tells_cdo_and_coordinator(people: People) -> None:
    begin = "2 interventions prévues tombent hors des disponibilités :"
    days = "lun. 5 janv. (Biscuiterie Le Goff), mar. 6 janv. (Biscuiterie Le Goff)."
    address = f"{people.own}/disponibilites"

    told = people.cdo.post(f"{address}/semaine", data={}, follow_redirects=True)

    assert f"{begin} {days} {STAYS}" in words(told.text)
    assert begin in words(people.cdo.get(people.own).text)
    listed = words(people.coordinator.get(f"{people.office}/disponibilites").text)
    assert listed.count(f"Zoé Martin : {begin} {days}") == 1
    assert people.findings() == [f"Zoé Martin : {begin} {days} Voir les disponibilités"]


def test_coordinator_is_told_on_the_first_page_how_many_visits_no_longer_fit(
    session: Session, people: People
) -> None:
    address = f"{people.office}/verification/publiees/avis"
    before = people.coordinator.get(address).text
    clear(session, people.world.zoe)

    pages = [
        people.coordinator.get(f"{people.office}{path}").text for path in ("/", "/verification")
    ]

    assert words(before) == ""
    todo = f"{people.office}/a-traiter/avis"
    shown = [f'hx-get="{todo}?periode=', f'hx-get="{address}?periode=']
    assert [page.count(part) for page, part in zip(pages, shown, strict=True)] == [1, 1]
    listed = words(people.coordinator.get(todo).text)
    assert "Zoé Martin : semaine ou agenda modifiés. 2 interventions prévues" in listed
    assert "2 interventions publiées ne conviennent plus" in people.coordinator.get(address).text


def test_clearing_the_week_for_a_cdo_tells_the_coordinator_what_to_do(people: People) -> None:
    address = f"{people.office}/disponibilites/{people.world.zoe.id}/semaine"

    told = people.coordinator.post(address, data={}, follow_redirects=True)

    assert "jusqu’à la prochaine version que vous publierez." in words(told.text)


def test_a_conflict_with_a_planned_member_and_a_lower_cap_are_told_to_the_cdo_alone(
    people: People,
) -> None:
    address = f"{people.own}/engagement"
    typed = answers(people.cdo.get(address).text) | {
        "week_cap_halfdays": "1",
        "conflict": str(people.world.biscuits.id),
    }

    told = people.cdo.post(address, data=typed, follow_redirects=True)

    text = words(told.text)
    assert "2 interventions prévues se heurtent à un conflit d’intérêts : lun. 5 janv." in text
    assert (
        "1 intervention prévue dépasse le maximum de demi-journées par semaine : mar. 6 janv."
        in text
    )
    assert "conflit" not in words(people.member.get(people.firm).text)
    assert len(people.findings()) == 2


def test_pages_with_misfits_stay_within_their_statements(session: Session, people: People) -> None:
    clear(session, people.world.zoe)
    pages = [
        (people.member, people.firm),
        (people.cdo, people.own),
        (people.coordinator, f"{people.office}/disponibilites"),
        (people.coordinator, f"{people.office}/verification"),
        (people.coordinator, f"{people.office}/verification/publiees"),
        (people.coordinator, f"{people.office}/offre"),
        (people.coordinator, f"{people.office}/"),
    ]
    counts = {}
    for browser, path in pages:
        browser.get(path)
        with recorded_statements(session) as statements:
            browser.get(path)
        counts[path] = len(statements)

    assert {path: count for path, count in counts.items() if count > 15} == {}


def clear(session: Session, engagement: Engagement) -> None:
    keys = {"groupement_id": engagement.groupement_id, "engagement_id": engagement.id}
    set_pattern(session, **keys, pattern={})
    session.commit()
