"""Is everything ready? What was found, how grave it is, and what mends it."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Person, RoleKind
from cdo_share.availability.models import PatternHalfday
from cdo_share.demands.models import Demand
from cdo_share.rounds.models import CdoAnswer, Period, PeriodState
from tests.factories import a_demand, a_member, a_person, a_role
from tests.publishing.world import World
from tests.web.coordinator.reading import body_rows
from tests.web.pages import words


def findings(page: str, severity: str) -> list[str]:
    """Return the words of each finding of a severity."""
    parts = page.split(f'aria-labelledby="findings-{severity}"')
    if len(parts) == 1:
        return []
    section = parts[1].split("</section>")[0]
    return [words(one) for one in re.findall(r"<li .*?</li>", section, re.S)]


@pytest.fixture
def ready(session: Session, world: World) -> World:
    """Return a world in which everything is ready."""
    for engagement in (world.zoe, world.yann):
        session.add(
            CdoAnswer(
                groupement_id=world.groupement.id,
                period_id=world.period.id,
                engagement_id=engagement.id,
                answered_at=world.groupement.created_at,
            )
        )
    session.commit()
    return world


def test_index_says_when_everything_is_ready(
    ready: World, browser: FlaskClient, pages: str
) -> None:
    page = browser.get(f"{pages}/verification").text

    assert "Tout est prêt pour la répartition." in words(page)
    assert "Rien à signaler" in words(page)


def test_index_tells_demand_that_nobody_can_serve_with_what_mends_it(
    session: Session, ready: World, browser: FlaskClient, pages: str
) -> None:
    demand = a_demand(session, ready.boats, ready.period, title="Sauvegardes", skill="SECU-CYB")
    session.commit()

    page = browser.get(f"{pages}/verification").text

    assert "Un point est à corriger avant la répartition." in words(page)
    assert findings(page, "blocks") == [
        "Personne ne peut répondre au besoin « Sauvegardes » (Chantier naval Kermor). Aucun CDO"
        " n’a la compétence « Sécurité informatique et sauvegardes »."
        " Voir les CDO Modifier le besoin"
    ]
    assert f'href="{pages}/personnes#cdos"' in page
    assert f'href="{pages}/besoins/{demand.id}/modifier#skill"' in page


def test_index_offers_to_withdraw_a_demand_that_is_there_twice(
    session: Session, ready: World, browser: FlaskClient, pages: str
) -> None:
    second = a_demand(session, ready.boats, ready.period, title="Suivre les stocks")
    session.commit()
    address = f"{pages}/besoins/{second.id}/retirer"

    page = browser.get(f"{pages}/verification").text
    answer = browser.post(address, data={"retour": "verification"})
    after = browser.get(f"{pages}/verification").text

    assert findings(page, "look") == [
        "Chantier naval Kermor demande deux fois « Site web et présence dans les recherches"
        " locales » aux mêmes dates : « Suivre le stock » et « Suivre les stocks »."
        " Retirer le second"
    ]
    assert f'action="{address}"' in page
    assert answer.location == f"{pages}/verification?periode={ready.period.id}"
    assert findings(after, "look") == []


def _speak(session: Session, world: World, *members: Member) -> None:
    """Let somebody log in for each member, and the CDOs for themselves."""
    for member in members:
        whose = {"member_id": member.id}
        a_role(session, a_person(session), world.groupement, RoleKind.MEMBER, **whose)
    for cdo in (world.zoe, world.yann):
        person = session.get_one(Person, cdo.person_id)
        a_role(session, person, world.groupement, RoleKind.CDO, engagement_id=cdo.id)


def test_members_and_cdos_are_reminded_each_by_their_own_act_once(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    _speak(session, world, a_member(session, world.groupement, name="Garage Le Méner"))
    session.commit()
    page, remind = f"{pages}/verification", f"{pages}/reponses/relancer?periode={world.period.id}"

    before = findings(browser.get(page).text, "look")
    answer = browser.post(remind, data={"retour": "verification", "sujet": "member"})
    between = findings(browser.get(page).text, "look")
    browser.post(remind, data={"retour": "verification", "sujet": "cdo"})
    after = findings(browser.get(page).text, "look")

    member = "Un adhérent n’a pas répondu : Garage Le Méner."
    cdos = "2 CDO n’ont pas confirmé leurs disponibilités : Yann Guégan, Zoé Martin."
    assert before == [f"{member} Les relancer", f"{cdos} Les relancer"]
    assert between == [f"{member} Voir qui", f"{cdos} Les relancer"]
    assert after == [f"{member} Voir qui", f"{cdos} Voir qui"]
    assert answer.location == f"{page}?periode={world.period.id}"


@pytest.mark.parametrize("whom", ["boss", "boss-1", "member-", "member-x", "cdo-" + "9" * 5000])
def test_reminding_nobody_known_is_not_found(browser: FlaskClient, pages: str, whom: str) -> None:
    assert browser.post(f"{pages}/reponses/relancer", data={"sujet": whom}).status_code == 404


def test_silent_without_anybody_to_write_to_are_invited_or_entered_by_phone(
    session: Session, ready: World, browser: FlaskClient, pages: str
) -> None:
    member = a_member(session, ready.groupement, name="Garage Le Méner")
    session.commit()

    page = browser.get(f"{pages}/verification").text

    assert findings(page, "look") == [
        "Garage Le Méner n’a pas répondu, et il n’y a personne à qui écrire."
        " Inviter Saisir son besoin"
    ]
    assert f'href="{pages}/personnes/inviter?role=member-{member.id}"' in page
    assert f'href="{pages}/besoins/saisir/{member.id}?periode={ready.period.id}"' in page


def test_closed_round_offers_to_reopen_and_no_act_that_would_be_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    _speak(session, world, a_member(session, world.groupement, name="Garage Le Méner"))
    a_demand(session, world.boats, world.period, title="Suivre les stocks")
    world.period.state = PeriodState.LOCKED
    session.commit()
    address = f"{pages}/campagnes/{world.period.id}/rouvrir"

    page = browser.get(f"{pages}/verification").text
    answer = browser.post(address, data={"retour": "verification"})

    assert [one.rsplit(". ", 1)[1] for one in findings(page, "look")] == [
        "Voir qui",
        "Voir qui",
        "Voir le besoin",
    ]
    assert "Nouvelle répartition" in words(page)
    assert f'action="{address}"' in page
    assert answer.location == f"{pages}/verification?periode={world.period.id}"
    assert f'action="{address}"' not in browser.get(f"{pages}/verification").text


def test_caps_that_leave_time_unused_are_mended_at_the_caps(
    session: Session, ready: World, browser: FlaskClient, pages: str
) -> None:
    ready.zoe.week_cap_halfdays = 2
    session.commit()

    page = browser.get(f"{pages}/verification").text

    assert len(findings(page, "know")) == 1
    assert f'href="{pages}/cdo/{ready.zoe.id}#week_cap_halfdays"' in page


def test_many_demands_that_wait_for_the_same_thing_are_summed_up_and_folded(
    session: Session, ready: World, browser: FlaskClient, pages: str
) -> None:
    session.execute(delete(PatternHalfday))
    for number in range(110):
        a_demand(session, ready.boats, ready.period, title=f"Besoin {number}")
    session.commit()

    page = browser.get(f"{pages}/verification").text

    blocks = page[page.index("findings-blocks") : page.index("findings-look")]
    assert "1 point est à corriger" not in words(page)
    assert "À corriger d’abord (1)" in words(blocks)
    assert "112 besoins attendent des CDO qui n’ont donné aucune disponibilité." in words(blocks)
    assert "109 autres du même genre" in words(blocks)
    assert "9 autres apparaîtront ici" in words(blocks)
    assert blocks.count("<li ") == 103


def test_index_sets_demand_against_supply_by_skill_week_and_basin(
    ready: World, browser: FlaskClient, pages: str
) -> None:
    page = browser.get(f"{pages}/verification").text

    skills, weeks, basins = (
        body_rows(page[page.index(f'id="{name}"') :], "supply-demand")
        for name in ("by-skill", "by-week", "by-basin")
    )
    assert skills == ["Site web et présence dans les recherches locales 2 8 80 suffisant"]
    assert weeks[0] == "Semaine du 5 janvier 2099 2 20 suffisant"
    assert len(weeks) == 4
    assert basins == ["Vannes 2 8 80 suffisant"]


def test_home_and_run_page_tell_what_is_to_mend(
    session: Session, ready: World, browser: FlaskClient, pages: str
) -> None:
    before = words(browser.get(f"{pages}/calculs/nouveau/verification").text)
    a_demand(session, ready.boats, ready.period, skill="SECU-CYB")
    session.commit()

    home = browser.get(f"{pages}/offre").text
    run = words(browser.get(f"{pages}/calculs/nouveau/verification").text)

    assert "Tout est prêt ? 1 à corriger" in words(home)
    assert "Tout n’est pas prêt Un point est à corriger avant la répartition." in run
    assert "Tout n’est pas prêt" not in before


def test_index_without_a_period_calls_to_open_a_round(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    session.execute(delete(Demand))
    session.execute(delete(Period))
    session.commit()

    assert "Ouvrir une campagne" in words(browser.get(f"{pages}/verification").text)
