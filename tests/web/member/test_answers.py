"""“Nothing this time” on the member's pages."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Person
from cdo_share.rounds.models import MemberAnswer, PeriodState
from tests.publishing.world import World
from tests.web.pages import answers, main_part, words


def answered(session: Session) -> list[tuple[int, int | None]]:
    """Return who answered for which member."""
    session.expire_all()
    return [(one.member_id, one.answered_by_id) for one in session.scalars(select(MemberAnswer))]


def test_nothing_is_said_and_shown(
    session: Session, blank: FlaskClient, pages: str, firm: Member, voice: Person
) -> None:
    home = f"/adherent/{firm.id}"
    offered = f'action="{home}/reponse/rien"' in blank.get(home).text
    page = blank.post(f"{home}/reponse/rien", follow_redirects=True).text

    assert offered
    assert answered(session) == [(firm.id, voice.id)]
    assert "Vous n’avez besoin de rien cette fois" in words(page)
    after = blank.get(home).text
    assert "Vous avez répondu que vous n’avez besoin de rien cette fois." in words(after)
    assert 'class="call"' not in after


def test_taken_back_the_call_returns(session: Session, blank: FlaskClient, firm: Member) -> None:
    home = f"/adherent/{firm.id}"
    blank.post(f"{home}/reponse/rien")
    blank.post(f"{home}/reponse/reprendre")

    assert answered(session) == []
    assert 'class="call"' in blank.get(home).text


def test_a_demand_replaces_it(
    session: Session, blank: FlaskClient, pages: str, firm: Member
) -> None:
    blank.post(f"/adherent/{firm.id}/reponse/rien")
    sent = answers(blank.get(f"{pages}/nouveau").text) | {"skill": "SECU-CYB"}
    blank.post(f"{pages}/nouveau", data=sent)
    assert answered(session) == []


def test_who_asks_for_something_cannot_need_nothing(
    session: Session, browser: FlaskClient, firm: Member, pages: str, world: World
) -> None:
    refused = browser.post(f"/adherent/{firm.id}/reponse/rien")
    browser.post(f"{pages}/{world.shop.id}/retirer")
    accepted = browser.post(f"/adherent/{firm.id}/reponse/rien")

    assert (refused.status_code, accepted.status_code) == (409, 302)
    assert "retirez-le d’abord" in refused.text


def test_round_closed_there_is_no_answer_to_give(
    session: Session, blank: FlaskClient, firm: Member, world: World
) -> None:
    world.period.state = PeriodState.LOCKED
    session.commit()

    assert "reponse/rien" not in blank.get(f"/adherent/{firm.id}").text
    assert blank.post(f"/adherent/{firm.id}/reponse/rien").status_code == 409


def test_round_closed_an_answer_is_not_offered_to_be_changed(
    session: Session, blank: FlaskClient, pages: str, firm: Member, world: World
) -> None:
    home = f"/adherent/{firm.id}"
    blank.post(f"{home}/reponse/rien")
    offered = words(main_part(blank.get(home).text))
    world.period.state = PeriodState.LOCKED
    session.commit()

    closed = words(main_part(blank.get(home).text))
    page = words(main_part(blank.get(pages).text))

    assert "Vous avez répondu que vous n’avez besoin de rien cette fois. Changer" in offered
    assert "Vous avez répondu que vous n’avez besoin de rien cette fois. Prochaines" in closed
    assert page.endswith(
        "Votre groupement le sait. La campagne est close ; si quelque chose a changé, demandez à"
        " votre coordination."
    )
