"""The period at a glance."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail, post_mail
from cdo_share.demands.models import Demand
from cdo_share.jobs.health import show_worker
from cdo_share.planning.models import RunState
from cdo_share.publishing.service import publish
from cdo_share.rounds.models import Period
from cdo_share.settings import Settings
from tests.factories import a_demand, a_member, a_run, an_engagement
from tests.publishing.world import At, World
from tests.statements import recorded_statements
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.reading import body_rows, section, tiles
from tests.web.pages import words


def test_index_without_a_period_says_so(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    session.execute(delete(Demand))
    session.execute(delete(Period))
    session.commit()

    page = browser.get(f"{pages}/").text

    assert "Pas encore de période" in words(page)
    assert f'href="{pages}/campagnes/nouvelle"' in page


def test_supply_tells_how_the_round_stands(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    without_a_day = words(browser.get(f"{pages}/offre").text)
    world.period.closes_on = MONDAY
    a_member(session, world.groupement)
    session.commit()

    with_a_day = words(browser.get(f"{pages}/offre").text)

    assert without_a_day.endswith(
        " Adhérents qui ont répondu 2 sur 2 CDO qui ont répondu 0 sur 2"
        " Dernier jour pour répondre Le fixer Tout est prêt ? 1 à regarder"
    )
    assert with_a_day.endswith(
        " Adhérents qui ont répondu 2 sur 3 CDO qui ont répondu 0 sur 2"
        " Dernier jour pour répondre 5 janvier 2099 Tout est prêt ? 1 à regarder"
    )


def test_supply_sets_demand_against_supply(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/offre").text

    assert tiles(page) == [
        "Demandé 8 demi-journées 2 besoins de 2 adhérents",
        "Temps des CDO 80 demi-journées tout au plus, tous CDO réunis",
        "Manque 0 demi-journée il y a du temps pour chaque besoin",
    ]
    assert body_rows(page, "supply-demand") == [
        "Site web et présence dans les recherches locales 2 8 80 suffisant"
    ]


def test_index_stands_before_demand_and_supply_are_compared(
    browser: FlaskClient, pages: str, world: World
) -> None:
    page = browser.get(f"{pages}/").text

    assert tiles(page) == [
        "Demandé …",
        "Temps des CDO …",
        "Manque …",
        "Couvert – aucun plan pour l’instant",
    ]
    assert f'hx-get="{pages}/offre?periode={world.period.id}" hx-trigger="load"' in page
    assert f'href="{pages}/verification?periode={world.period.id}"' in page


def test_supply_shows_the_shortage_at_once(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    world.zoe.period_cap_halfdays = world.yann.period_cap_halfdays = 3
    a_demand(session, world.boats, world.period, skill="SECU-CYB", requested_slots=2)
    session.commit()

    page = browser.get(f"{pages}/offre").text

    assert tiles(page)[2] == "Manque 4 demi-journées 40 % de ce qui est demandé"
    assert body_rows(page, "supply-demand") == [
        "Site web et présence dans les recherches locales 2 8 6 il en manque 2",
        "Sécurité informatique et sauvegardes 0 2 0 personne ne l’a",
    ]
    assert "40 % de ce qui est demandé ne pourra pas être couvert." in words(page)


def test_index_tells_what_the_newest_plan_leaves_unserved(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/").text

    assert tiles(page)[3] == "Couvert 1 demi-journée par le dernier plan, non publié"
    assert f'href="{pages}/plans/{plan.id}"' in page
    assert body_rows(page[page.index('id="unmet"') :], "table-cards") == [
        "Suivre le stock Chantier naval Kermor · Site web et présence dans les recherches locales"
        " 4 0 4 Il reste de la place : le plan peut encore être amélioré.",
        "Ouvrir la boutique en ligne Biscuiterie Le Goff · Site web et présence dans les"
        " recherches locales 4 1 3 Il reste de la place : le plan peut encore être amélioré.",
    ]


def test_index_names_the_release_in_force_and_tells_of_its_plan(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    now: datetime,
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    publish(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        published_by_id=None,
        now=now,
    )
    plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/").text

    assert tiles(page)[3] == "Couvert 2 demi-journées par la version 1, en vigueur"
    assert section(page, "release") == "En vigueur Version 1 publiée le lun. 14 déc. 2026, 10:00"


def test_index_lists_the_runs_with_their_state(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    run = a_run(session, world.period, state=RunState.FAILED, failure="too_slow")
    session.commit()

    page = browser.get(f"{pages}/").text

    assert section(page, "runs") == (
        f"Répartitions Tout voir Répartition {run.id} lun. 2 nov. 2026, 09:00 Échec"
    )


def test_index_without_a_worker_warns(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/").text

    assert section(page, "engine").startswith(
        "En coulisses Moteur du site Arrêté Courriels en attente 0 Le moteur du site est arrêté"
    )


def test_index_with_a_worker_counts_the_mails(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    settings: Settings,
    now: datetime,
) -> None:
    show_worker(settings)
    for key, values in {"a": {}, "b": {"failed_at": now}, "c": {"sent_at": now}}.items():
        post_mail(session, a_mail(world, now, dedupe_key=key, **values))
    session.commit()

    page = browser.get(f"{pages}/").text

    assert section(page, "engine") == (
        "En coulisses Moteur du site En marche Courriels en attente 1"
        " Courriels impossibles à envoyer 1"
    )


def a_mail(world: World, now: datetime, **values: object) -> OutboxMail:
    """Return a mail of the groupement that waits, unless said otherwise."""
    return OutboxMail(
        groupement_id=world.groupement.id,
        recipient="zoe@cdo.example",
        subject="Interventions",
        text="Bonjour",
        attachments=[],
        created_at=now,
        next_try_at=now,
        **values,
    )


@pytest.mark.parametrize("path", ["/", "/offre", "/verification"])
def test_pages_send_the_same_few_statements_for_one_and_for_ten(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, path: str
) -> None:
    plan_of(At(world.shop, world.zoe, MONDAY, 0))
    browser.get(f"{pages}{path}")  # the first page of a browser also notes that it is alive
    with recorded_statements(session) as few:
        browser.get(f"{pages}{path}")
    for number in range(10):
        member = a_member(session, world.groupement)
        a_demand(session, member, world.period, title=f"Besoin {number}")
        an_engagement(session, world.groupement)
        a_run(session, world.period, state=RunState.CANCELLED)
    plan_of(At(world.stock, world.zoe, MONDAY, 0))
    session.commit()
    with recorded_statements(session) as many:
        browser.get(f"{pages}{path}")

    assert len(many) == len(few) <= 15
