"""Asking for a run: the form, its rules in words, and rules kept under a name."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import Fairness, RuleProfile, Run, RunState
from cdo_share.planning.question import Question, read_question, write_question
from cdo_share.planning.service import MOST_WAITING
from cdo_share.settings import Settings
from tests.factories import CREATED_AT, a_groupement, a_period, a_run
from tests.publishing.world import At, World, publish_places
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.queues import waiting
from tests.web.pages import answers, words

ASKED = {"time_limit_seconds": "5", "fairness": "points"}


def test_new_asks_in_plain_words_and_says_that_all_is_as_usual(
    browser: FlaskClient, pages: str
) -> None:
    page = browser.get(f"{pages}/calculs/nouveau").text

    sent = answers(page)
    assert (sent["time_limit_seconds"], sent["fairness"], sent["seed"]) == ("60", "points", "1")
    assert (sent["preferred_mode"], sent["preferred_percent"]) == ("wished", "100")
    assert "Un coup d’œil – 5 secondes" in words(page)
    assert "Le moteur du site est arrêté" in words(page)
    assert f'hx-get="{pages}/calculs/nouveau/verification?periode=' in page
    assert "Règles et souhaits comme d’habitude" in words(page)
    assert "Toujours obligatoire Les CDO n’interviennent que quand ils le peuvent" in words(page)


def test_create_queues_the_run_and_sends_its_message(
    session: Session, world: World, browser: FlaskClient, pages: str, settings: Settings
) -> None:
    typed = {
        "time_limit_seconds": "5",
        "fairness": "leximin",
        "name": "Avant le conseil",
        "seed": "12",
        "rhythm_mode": "off",
        "preferred_mode": "wished",
        "preferred_percent": "300",
    }

    answer = browser.post(f"{pages}/calculs/nouveau", data=typed)

    run = session.scalars(select(Run)).one()
    assert (run.period_id, run.name, run.time_limit_seconds, run.fairness, run.seed, run.state) == (
        world.period.id,
        "Avant le conseil",
        5,
        Fairness.LEXIMIN,
        12,
        RunState.QUEUED,
    )
    assert read_question(session, run.id).board == {
        "preferred": {"mode": "wished", "percent": 300},
        "rhythm": {"mode": "off", "percent": 100},
    }
    assert answer.location == f"{pages}/calculs/{run.id}"
    assert waiting(settings) == [run.id]
    shown = words(browser.get(answer.location).text)
    assert "Toujours le même jour de la semaine Ignoré" in shown
    assert "demi-journées préférées Souhaité, compte pour 300 %" in shown


def test_create_tells_every_fault_at_once_and_keeps_what_was_typed(
    session: Session, browser: FlaskClient, pages: str, settings: Settings
) -> None:
    typed = {
        "time_limit_seconds": "7",
        "name": "x" * 81,
        "seed": "beaucoup",
        "rhythm_mode": "strict",
        "one_cdo_mode": "off",
    }

    answer = browser.post(f"{pages}/calculs/nouveau", data=typed)

    assert answer.status_code == 422
    assert session.scalars(select(Run)).all() == []
    assert waiting(settings) == []
    page = answer.text
    for field in ("time_limit_seconds", "name", "seed", "rhythm_mode"):
        assert f'id="{field}-error"' in page, field
    assert re.findall(r"(\S+) réponses? .{0,9}à revoir", words(page)) == ["5"]
    assert ("x" * 81 in page, "beaucoup" in page) == (True, True)
    assert answers(page)["one_cdo_mode"] == "off"


def test_same_question_is_shown_instead_of_asked_twice(
    session: Session, world: World, browser: FlaskClient, pages: str, settings: Settings
) -> None:
    run = a_run(session, world.period)
    session.commit()

    answer = browser.post(f"{pages}/calculs/nouveau", data=ASKED)

    assert answer.location == f"{pages}/calculs/{run.id}"
    assert "Cette répartition est encore en cours" in words(browser.get(answer.location).text)
    assert waiting(settings) == []


@pytest.mark.parametrize(
    ("first", "kept", "sentence"),
    [
        ("", "Essai du bureau", "elle a maintenant le vôtre : « Essai du bureau »"),
        ("Réunion", "Réunion", "Elle garde son nom ; « Essai du bureau », que vous avez saisi"),
    ],
)
def test_name_typed_for_what_is_under_way_is_not_lost_in_silence(
    *,
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    first: str,
    kept: str,
    sentence: str,
) -> None:
    address = f"{pages}/calculs/nouveau?periode={world.period.id}"
    asked = {"time_limit_seconds": "60", "fairness": "points", "seed": "1"}
    browser.post(address, data=asked | {"name": first})

    answer = browser.post(address, data=asked | {"name": "Essai du bureau"})

    assert sentence in words(browser.get(answer.location).text)
    assert session.scalars(select(Run.name)).all() == [kept]


def test_several_runs_wait_but_not_more_than_the_machine_bears(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    for seed in range(MOST_WAITING):
        asked = browser.post(f"{pages}/calculs/nouveau", data=ASKED | {"seed": str(seed)})
        assert asked.status_code == 302

    refused = browser.post(
        f"{pages}/calculs/nouveau", data=ASKED | {"seed": "99", "name": "Encore"}
    )

    assert refused.status_code == 409
    assert "Déjà 5 répartitions attendent." in words(refused.text)
    assert answers(refused.text)["name"] == "Encore"
    assert len(session.scalars(select(Run)).all()) == MOST_WAITING


def test_other_rules_begin_from_those_of_the_run(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, name="Printemps", seed=9, time_limit_seconds=600)
    board = {"even_load": {"mode": "wished", "percent": 45}}
    write_question(session, run.id, Question(board=board))
    session.commit()

    sent = answers(browser.get(f"{pages}/calculs/nouveau?comme={run.id}").text)

    assert (sent["name"], sent["seed"], sent["time_limit_seconds"]) == ("Printemps", "9", "600")
    assert sent["even_load_percent"] == "45"
    again = browser.post(f"{pages}/calculs/nouveau", data=sent)
    newest = session.scalars(select(Run).order_by(Run.id.desc())).first()
    assert newest is not None
    assert again.location == f"{pages}/calculs/{newest.id}"
    assert read_question(session, newest.id).board == board


def test_form_like_a_run_of_others_is_not_found(
    session: Session, browser: FlaskClient, pages: str, foreign_run: Run
) -> None:
    assert browser.get(f"{pages}/calculs/nouveau?comme={foreign_run.id}").status_code == 404


@pytest.fixture
def foreign_run(session: Session) -> Run:
    """Return a run of another groupement."""
    run: Run = a_run(session, a_period(session, a_groupement(session)))
    session.commit()
    return run


def saved(session: Session, world: World, **values: object) -> RuleProfile:
    """Return saved rules."""
    board = {"kilometres": {"mode": "off", "percent": 100}}
    defaults = {"groupement_id": world.groupement.id, "name": "Sans les kilomètres"}
    profile = RuleProfile(**(defaults | {"board": board, "changed_at": CREATED_AT} | values))
    session.add(profile)
    session.commit()
    return profile


def test_rules_are_saved_under_a_name_and_overwritten_under_the_same(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    typed = ASKED | {"name": "Essai", "level_mode": "off", "profile_name": "  Niveaux libres "}
    first = browser.post(f"{pages}/calculs/regles/enregistrer", data=typed)
    kept = browser.get(first.location).text
    second = typed | {"level_mode": "strict", "rhythm_mode": "off"}
    browser.post(f"{pages}/calculs/regles/enregistrer", data=second)

    profile = session.scalars(select(RuleProfile)).one()
    assert (profile.name, profile.board) == (
        "Niveaux libres",
        {"rhythm": {"mode": "off", "percent": 100}},
    )
    sent = answers(kept)
    assert first.status_code == 303
    assert (sent["name"], sent["level_mode"], sent["profile"]) == ("Essai", "off", str(profile.id))
    assert session.scalars(select(Run)).all() == []


def test_saving_without_a_name_is_refused_at_its_field(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    answer = browser.post(f"{pages}/calculs/regles/enregistrer", data=ASKED | {"level_mode": "off"})

    assert answer.status_code == 422
    assert 'id="profile_name-error"' in answer.text
    assert answers(answer.text)["level_mode"] == "off"
    assert session.scalars(select(RuleProfile)).all() == []


def test_saved_rules_fill_the_board_and_leave_the_rest(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    profile = saved(session, world)

    typed = ASKED | {"profile": str(profile.id), "name": "Essai", "level_mode": "off"}
    answer = browser.post(f"{pages}/calculs/regles/reprendre", data=typed)

    page = browser.get(answer.location).text
    sent = answers(page)
    assert (answer.status_code, sent["name"], sent["time_limit_seconds"]) == (303, "Essai", "5")
    assert (sent["kilometres_mode"], sent["level_mode"]) == ("off", "strict")
    assert "1 n’est pas comme d’habitude" in words(page)


def test_saved_rules_are_deleted(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    profile = saved(session, world)

    answer = browser.post(
        f"{pages}/calculs/regles/supprimer", data=ASKED | {"profile": str(profile.id)}
    )

    assert answer.status_code == 303
    assert session.scalars(select(RuleProfile)).all() == []


@pytest.mark.parametrize("act", ["reprendre", "supprimer"])
def test_rules_of_others_are_neither_taken_nor_deleted(
    session: Session, world: World, browser: FlaskClient, pages: str, act: str
) -> None:
    profile = saved(session, world, groupement_id=a_groupement(session).id)

    answer = browser.post(
        f"{pages}/calculs/regles/{act}", data=ASKED | {"profile": str(profile.id)}
    )

    assert answer.status_code == 422
    assert session.scalars(select(RuleProfile)).all() == [profile]


def test_new_says_that_what_is_published_stays_and_how_to_lift_it(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    said = "La version 1 est en vigueur. Tant que « Ce qui est publié change peu »"
    before = words(browser.get(f"{pages}/calculs/nouveau").text)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], utc_now())
    session.commit()

    page = browser.get(f"{pages}/calculs/nouveau").text

    assert (said in before, said in words(page)) == (False, True)
    assert page.count('id="few_changes_mode"') == 1
    # It stands beside the choice of fairness, not in what is folded away.
    assert page.index('id="few_changes_mode"') < page.index("fold-section")


def test_new_like_a_run_can_let_everything_move(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, state=RunState.DONE)
    session.commit()
    address = f"{pages}/calculs/nouveau?comme={run.id}"

    modes = [
        answers(browser.get(address + more).text)["few_changes_mode"] for more in ("", "&libre=1")
    ]

    assert modes == ["wished", "off"]
