"""Engaging a CDO, changing an engagement, letting a CDO leave and come back."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import list_engagement_conflicts
from cdo_share.accounts.models import Engagement, Invitation, Person, Regime, RoleKind
from cdo_share.accounts.queries import get_engagement, list_engagements
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import set_pattern
from cdo_share.core.audit import AuditEntry
from cdo_share.core.grid import Half
from cdo_share.core.outbox import OutboxMail
from tests.factories import a_groupement, an_engagement
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.coordinator.reading import body_rows
from tests.web.pages import answers, main_part, words


def form_of(page: str) -> dict[str, str]:
    """Return the answers of the first form of the page."""
    return answers(f"<main{main_part(page).split('</form>')[0]}</main>")


def new_cdo(browser: FlaskClient, pages: str, **typed: str) -> dict[str, str]:
    """Return the form of a new CDO, filled in."""
    person = {"name": "Maëlle Riou", "email": "maelle@riou.example", "commune": "Auray"}
    shown = form_of(browser.get(f"{pages}/cdo/nouveau").text)
    return shown | person | {"skill-SECU-CYB": "2", "insee": ""} | typed


@pytest.mark.parametrize(
    ("regime", "week"),
    [("forfait_jours", "9"), ("part_time", "7"), ("hours", "10"), ("volunteer", "1")],
)
def test_new_begins_with_what_is_usual_for_the_regime(
    browser: FlaskClient, pages: str, regime: str, week: str
) -> None:
    page = browser.get(f"{pages}/cdo/nouveau?regime={regime}").text

    shown = form_of(page)
    assert (shown["regime"], shown["week_cap_halfdays"]) == (regime, week)


def test_create_engages_the_cdo_and_invites_them(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    typed = new_cdo(browser, pages, conflict=str(world.boats.id))

    answer = browser.post(f"{pages}/cdo/nouveau", data=typed)

    assert answer.status_code == 201
    session.expire_all()
    maelle = list_engagements(session, world.groupement.id)[-1]
    assert (maelle.person.name, maelle.base.commune) == ("Maëlle Riou", "Auray")
    assert (maelle.regime, maelle.week_cap_halfdays) == (Regime.FORFAIT_JOURS, 9)
    assert {row.skill: row.level for row in maelle.skills} == {"SECU-CYB": 2}
    assert list_engagement_conflicts(session, world.groupement.id) == {maelle.id: {world.boats.id}}
    invitation = session.scalars(select(Invitation)).one()
    assert (invitation.kind, invitation.engagement_id) == (RoleKind.CDO, maelle.id)
    assert session.scalars(select(OutboxMail)).one().recipient == "maelle@riou.example"
    assert session.scalars(select(AuditEntry.action)).all() == ["engage_cdo"]


def test_invited_cdo_chooses_a_password_and_is_in(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    page = browser.post(f"{pages}/cdo/nouveau", data=new_cdo(browser, pages)).text
    path = re.findall(r'value="http://localhost(/invitation/ci_[^"]+)"', page)[0]
    stranger = browser.application.test_client()

    typed = {"name": "Maëlle Riou", "password": "une phrase assez longue"}
    answer = stranger.post(path, data=typed, follow_redirects=True)

    engagement = list_engagements(session, world.groupement.id)[-1]
    assert answer.request.path.startswith(f"/cdo/{engagement.id}")


def test_create_with_faults_keeps_what_was_typed_and_stores_nothing(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    typed = new_cdo(browser, pages, email="maelle", commune="Auray", week_cap_halfdays="13")

    answer = browser.post(f"{pages}/cdo/nouveau", data=typed)

    assert answer.status_code == 422
    assert sorted(re.findall(r'<p class="field-error" id="([^"]+)-error"', answer.text)) == [
        "email",
        "week_cap_halfdays",
    ]
    assert form_of(answer.text)["name"] == "Maëlle Riou"
    assert len(list_engagements(session, world.groupement.id)) == 2
    assert session.scalars(select(Person).where(Person.name == "Maëlle Riou")).all() == []
    assert session.scalars(select(OutboxMail)).all() == []


def test_create_tells_all_faults_at_once_also_beside_what_cannot_be_read(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    typed = new_cdo(
        browser,
        pages,
        email="x",
        name="",
        commune="Xyzville",
        week_cap_halfdays="99",
        period_cap_halfdays="beaucoup",
        max_km="-2",
    )

    answer = browser.post(f"{pages}/cdo/nouveau", data=typed)

    assert answer.status_code == 422
    assert sorted(re.findall(r'<p class="field-error" id="([^"]+)-error"', answer.text)) == [
        "commune",
        "email",
        "max_km",
        "name",
        "period_cap_halfdays",
        "week_cap_halfdays",
    ]
    assert len(list_engagements(session, world.groupement.id)) == 2


def test_doubtful_amounts_of_somebody_new_must_be_confirmed(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    typed = new_cdo(browser, pages, regime="part_time", week_cap_halfdays="6")

    asked = browser.post(f"{pages}/cdo/nouveau", data=typed)
    before = len(list_engagements(session, world.groupement.id))
    done = browser.post(f"{pages}/cdo/nouveau", data=typed | {"confirmed": "y"})

    assert (asked.status_code, before, done.status_code) == (422, 2, 201)
    assert "article L3123-7" in words(asked.text)


def test_edit_changes_the_regime_and_takes_part_halfdays_away(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    keys = {"groupement_id": world.groupement.id, "engagement_id": world.zoe.id}
    set_pattern(session, **keys, pattern={(0, Half.AM): "1111", (1, Half.AM): "1000"})
    session.commit()
    address = f"{pages}/cdo/{world.zoe.id}"
    shown = form_of(browser.get(address).text)

    typed = shown | {"regime": "forfait_jours", "period_cap_halfdays": "30"}
    answer = browser.post(address, data=typed)

    assert answer.location == address
    session.expire_all()
    assert get_engagement(session, **keys).regime is Regime.FORFAIT_JOURS
    assert get_availability(session, **keys).pattern == {(0, Half.AM): "1111"}
    assert session.scalars(select(AuditEntry)).one().facts == {
        "confirmed": [],
        "regime": "forfait_jours",
        "dropped_halfdays": 1,
    }


def test_second_of_two_editors_is_told_of_the_regime(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/cdo/{world.zoe.id}"
    shown = form_of(browser.get(address).text)
    typed = shown | {"regime": "forfait_jours", "period_cap_halfdays": "30"}
    browser.post(address, data=typed)

    answer = browser.post(address, data=shown | {"max_members": "4"})

    assert answer.status_code == 409
    assert "Régime : c’était « Horaire », c’est maintenant « Forfait" in words(answer.text)
    assert form_of(answer.text)["max_members"] == "4"


def act_of(browser: FlaskClient, address: str, act: str) -> Any:
    """Press the button that archives or reactivates."""
    page = browser.get(address).text
    version = re.findall(r'name="version" value="(\d+)"', page.split(f"{address}/{act}")[1])[0]
    return browser.post(f"{address}/{act}", data={"version": version})


def test_archived_cdo_leaves_the_list_and_comes_back(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/cdo/{world.zoe.id}"

    act_of(browser, address, "archiver")
    gone = browser.get(f"{pages}/personnes").text
    act_of(browser, address, "reactiver")

    assert [row.split(" Horaire")[0] for row in body_rows(gone)] == ["Yann Guégan"]
    assert "Archives Zoé Martin CDO" in words(gone)
    session.expire_all()
    assert session.get_one(Engagement, world.zoe.id).is_active is True
    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["archive", "reactivate"]


def test_archiving_somebody_who_was_changed_meanwhile_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    answer = browser.post(f"{pages}/cdo/{world.zoe.id}/archiver", data={"version": "7"})

    assert answer.status_code == 409
    session.expire_all()
    assert session.get_one(Engagement, world.zoe.id).is_active is True


def test_cdo_of_another_groupement_is_not_found(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    stranger = an_engagement(session, a_groupement(session))
    session.commit()
    address = f"{pages}/cdo/{stranger.id}"

    assert browser.get(address).status_code == 404
    assert browser.post(address, data={}).status_code == 404
    assert browser.post(f"{address}/archiver", data={"version": "1"}).status_code == 404


def test_edit_sends_few_statements(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.get(pages)
    with recorded_statements(session) as statements:
        browser.get(f"{pages}/cdo/{world.zoe.id}")

    assert len(statements) <= 15


def test_sheet_asks_for_the_address_only_until_the_cdo_has_accepted(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.post(f"{pages}/cdo/nouveau", data=new_cdo(browser, pages))
    entered = list_engagements(session, world.groupement.id)[-1]
    typed = form_of(browser.get(f"{pages}/cdo/{entered.id}").text)
    known = form_of(browser.get(f"{pages}/cdo/{world.zoe.id}").text)

    refused = browser.post(f"{pages}/cdo/{entered.id}", data=typed | {"email": "maelle"})
    stored = browser.post(f"{pages}/cdo/{entered.id}", data=typed | {"email": "m@riou.example"})

    assert (typed["email"], "email" in known) == ("maelle@riou.example", False)
    assert (refused.status_code, form_of(refused.text)["email"]) == (422, "maelle")
    session.expire_all()
    assert (stored.status_code, entered.person.email) == (302, "m@riou.example")


def test_page_says_that_who_left_by_themselves_must_accept_again(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    world.zoe.is_active = False
    session.commit()
    page = browser.get(f"{pages}/cdo/{world.zoe.id}").text

    typed = {"version": re.findall(r'name="version" value="(\d+)"', page)[-1]}
    answer = browser.post(
        f"{pages}/cdo/{world.zoe.id}/reactiver", data=typed, follow_redirects=True
    )

    assert "est partie d’elle-même" in words(page)
    assert "n’a pas encore accepté" in words(answer.text)
    assert (
        form_of(answer.text)["email"]
        == get_engagement(session, world.groupement.id, world.zoe.id).person.email
    )
