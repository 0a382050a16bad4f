"""The coordinator fills in the availability of a CDO who phones."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.availability.models import ExceptionKind, Repeat
from cdo_share.availability.queries import get_availability
from cdo_share.core.audit import AuditEntry
from cdo_share.core.grid import Half
from cdo_share.rounds.cdo_answers import list_answered_engagements
from tests.factories import a_groupement, an_engagement
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.pages import words


def sheet(pages: str, world: World) -> str:
    """Return the address of Zoé's sheet."""
    return f"{pages}/disponibilites/{world.zoe.id}"


def test_index_is_the_same_sheet_with_the_name_of_the_cdo(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.get(pages)
    with recorded_statements(session) as statements:
        page = words(browser.get(sheet(pages, world)).text)

    assert "Disponibilités : Zoé Martin" in page
    assert "Zoé Martin confirme que tout est à jour" in page
    assert len(statements) <= 15


def test_week_exception_and_answer_of_a_cdo_who_phones_are_stored_and_written_down(
    session: Session, world: World, browser: FlaskClient, pages: str, coordinator: Person
) -> None:
    address = sheet(pages, world)
    typed = {
        "kind": "training",
        "starts_on": "2099-01-14",
        "starts_half": "am",
        "ends_on": "2099-01-14",
        "ends_half": "am",
        "repeats": "monthly",
        "repeats_until": "2099-06-30",
    }

    answers = [
        browser.post(f"{address}/semaine", data={"work-0-am": "1"}),
        browser.post(f"{address}/heures", data={"work-0-am-0": "1", "work-3-pm-2": "1"}),
        browser.post(f"{address}/exceptions", data=typed),
        browser.post(f"{address}/confirmer", data={"period_id": world.period.id}),
    ]

    assert [answer.location for answer in answers] == [address] * 4
    session.expire_all()
    known = get_availability(session, world.groupement.id, world.zoe.id)
    assert known.pattern == {(0, Half.AM): "1000", (3, Half.PM): "0010"}
    (row,) = known.exceptions
    assert (row.kind, row.starts_on) == (ExceptionKind.TRAINING, date(2099, 1, 14))
    assert (row.repeats, row.repeats_until) == (Repeat.MONTHLY, date(2099, 6, 30))
    answered = list_answered_engagements(session, world.groupement.id, world.period.id)
    assert list(answered) == [world.zoe.id]
    acts = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [act.action for act in acts] == [
        "set_pattern",
        "set_pattern",
        "add_exception",
        "confirm_availability",
    ]
    assert {(act.person_id, act.thing_id) for act in acts} == {(coordinator.id, str(world.zoe.id))}


def test_entry_is_changed_removed_and_brought_back(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = sheet(pages, world)
    typed = {
        "kind": "leave",
        "starts_on": "2099-01-14",
        "starts_half": "am",
        "ends_on": "2099-01-14",
        "ends_half": "pm",
        "repeats": "never",
    }
    browser.post(f"{address}/exceptions", data=typed)
    number = get_availability(session, world.groupement.id, world.zoe.id).exceptions[0].id

    browser.post(f"{address}/exceptions/{number}", data=typed | {"ends_half": "am"})
    changed = words(browser.get(address).text)
    browser.post(f"{address}/exceptions/{number}/retrait")
    other = words(browser.get(f"{pages}/disponibilites/{world.yann.id}").text)

    assert "14 janvier 2099 (matin)" in changed
    assert "L’entrée est supprimée" not in other
    session.expire_all()
    assert get_availability(session, world.groupement.id, world.zoe.id).exceptions == ()


def test_sheet_of_another_groupement_is_not_found(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    stranger = an_engagement(session, a_groupement(session))
    session.commit()
    address = f"{pages}/disponibilites/{stranger.id}"

    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}/semaine", data={}).status_code == 404
    assert len(get_availability(session, stranger.groupement_id, stranger.id).pattern) == 10
