"""A demand begun, put aside, and finished another day."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.demands.drafts import MOST_DRAFTS, put_aside
from cdo_share.demands.models import Demand, DemandDraft
from cdo_share.rounds.models import PeriodState
from tests.publishing.world import World
from tests.web.pages import answers, words


@pytest.fixture
def draft(session: Session, blank: FlaskClient, pages: str) -> str:
    """Put an unfinished demand aside and return the address of its form."""
    sent = answers(blank.get(f"{pages}/nouveau").text)
    sent |= {"title": "À <finir>", "total_visits": "beaucoup", "halfday-1-pm": "preferred"}
    blank.post(f"{pages}/nouveau", data=sent | {"put_aside": "1"})
    stored = session.scalars(select(DemandDraft)).one()
    return f"{pages}/brouillons/{stored.id}"


def drafts(session: Session) -> list[DemandDraft]:
    """Return what is put aside."""
    session.expire_all()
    return list(session.scalars(select(DemandDraft)))


def test_put_aside_it_is_listed_and_not_stated(
    session: Session, blank: FlaskClient, pages: str, draft: str
) -> None:
    page = blank.get(pages).text

    assert session.scalars(select(Demand)).all() == []
    assert "À &lt;finir&gt;" in page
    assert f'href="{draft}"' in page
    assert "csrf_token" not in drafts(session)[0].answers


def test_opened_again_the_answers_stand_as_they_were(blank: FlaskClient, draft: str) -> None:
    shown = answers(blank.get(draft).text)
    assert (shown["title"], shown["total_visits"], shown["halfday-1-pm"]) == (
        "À <finir>",
        "beaucoup",
        "preferred",
    )


def test_put_aside_again_there_is_still_one(
    session: Session, blank: FlaskClient, draft: str
) -> None:
    shown = answers(blank.get(draft).text)
    blank.post(draft, data=shown | {"title": "Autrement", "put_aside": "1"})
    assert [one.answers["title"] for one in drafts(session)] == ["Autrement"]


def test_sent_it_is_a_demand_and_no_draft(session: Session, blank: FlaskClient, draft: str) -> None:
    shown = answers(blank.get(draft).text) | {"skill": "SECU-CYB", "total_visits": "1"}
    answer = blank.post(draft, data=shown)

    assert answer.status_code == 302
    assert [one.title for one in session.scalars(select(Demand))] == ["À <finir>"]
    assert drafts(session) == []
    assert blank.post(draft, data=shown).location == answer.location
    assert len(session.scalars(select(Demand)).all()) == 1
    assert blank.get(draft).status_code == 404


def test_sent_with_faults_it_stays_aside(session: Session, blank: FlaskClient, draft: str) -> None:
    page = blank.post(draft, data=answers(blank.get(draft).text))
    assert page.status_code == 422
    assert len(drafts(session)) == 1
    assert session.scalars(select(Demand)).all() == []


def test_dropped_it_is_gone(session: Session, blank: FlaskClient, pages: str, draft: str) -> None:
    page = blank.post(f"{draft}/jeter", follow_redirects=True).text
    assert "Ce que vous aviez mis de côté est supprimé." in words(page)
    assert drafts(session) == []


def test_draft_without_a_title_is_named_by_its_subject(
    blank: FlaskClient, pages: str, draft: str
) -> None:
    blank.post(draft, data={"version": "1", "skill": "SECU-CYB", "put_aside": "1"})
    with_subject = words(blank.get(pages).text)
    blank.post(draft, data={"version": "2", "put_aside": "1"})

    assert "Sécurité informatique et sauvegardes" in with_subject
    assert "Pas encore de sujet" in words(blank.get(pages).text)


def test_round_closed_what_was_typed_is_not_lost(
    session: Session, blank: FlaskClient, pages: str, world: World, draft: str
) -> None:
    world.period.state = PeriodState.LOCKED
    session.commit()

    assert blank.post(f"{pages}/nouveau", data={"title": "Trop tard", "put_aside": "1"}).location
    assert len(drafts(session)) == 2
    assert "sum-bar" not in blank.get(draft).text


def test_stated_demand_cannot_be_put_aside(browser: FlaskClient, pages: str, world: World) -> None:
    assert "put_aside" not in browser.get(f"{pages}/{world.shop.id}").text
    assert "put_aside" in browser.get(f"{pages}/nouveau").text


def test_put_aside_with_two_taps_there_is_one(
    session: Session, blank: FlaskClient, pages: str
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text) | {"put_aside": "1"}
    for _ in range(2):
        assert blank.post(f"{pages}/nouveau", data=sent).location == pages
    assert len(drafts(session)) == 1


@pytest.mark.parametrize("act", [{"put_aside": "1"}, {"skill": "SECU-CYB", "total_visits": "1"}])
def test_changed_in_another_browser_the_difference_is_shown_first(
    session: Session, blank: FlaskClient, draft: str, act: dict[str, str]
) -> None:
    mine, theirs = (answers(blank.get(draft).text) for _ in range(2))
    blank.post(draft, data=theirs | {"title": "La leur", "put_aside": "1"})

    late = blank.post(draft, data=mine | {"title": "La mienne"} | act)
    assert late.status_code == 409
    assert "c’était « À <finir> », c’est maintenant « La leur »" in words(late.text)
    assert [one.answers["title"] for one in drafts(session)] == ["La leur"]

    again = answers(late.text) | act
    assert again["title"] == "La mienne"
    assert blank.post(draft, data=again).status_code == 302
    assert [one.answers["title"] for one in drafts(session)] == (
        ["La mienne"] if "put_aside" in act else []
    )


def test_one_draft_too_many_shows_the_form_again(
    session: Session, blank: FlaskClient, pages: str, world: World, firm: Member, now: datetime
) -> None:
    whose = {"groupement_id": firm.groupement_id, "member_id": firm.id}
    for number in range(MOST_DRAFTS):
        put_aside(
            session, **whose, period_id=world.period.id, answers={"title": str(number)}, now=now
        )
    session.commit()
    sent = answers(blank.get(f"{pages}/nouveau").text) | {"title": "De trop", "put_aside": "1"}

    page = blank.post(f"{pages}/nouveau", data=sent)

    assert page.status_code == 422
    assert answers(page.text)["title"] == "De trop"
    assert "Vous avez 20 besoins de côté" in words(page.text)
