"""The desk: acts with their price or the rule they break, two windows, pins, keeping, repair."""

import re
from dataclasses import asdict
from datetime import date
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from cdo_share.accounts.models import EngagementConflict, Groupement, RoleKind
from cdo_share.planning.drafting.service import read_visits
from cdo_share.planning.instance import build_instance
from cdo_share.planning.instance_parts import solved_visit
from cdo_share.planning.models import (
    Constraint,
    Draft,
    Plan,
    PlanVisit,
    Run,
    RunKind,
    RunState,
)
from cdo_share.planning.queries import get_plan
from cdo_share.planning.question import read_question
from cdo_share.rounds.models import Period
from tests.factories import a_person, a_role, a_run
from tests.pace import measure_least
from tests.planning.drafting.desks import visit_of
from tests.planning.readiness.crowd import a_crowd
from tests.publishing.world import At, World
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.pages import main_part, words

WEDNESDAY = date(2099, 1, 7)


@pytest.fixture
def place(world: World) -> At:
    return At(world.shop, world.zoe, MONDAY, 0)


@pytest.fixture
def plan(plan_of: PlanOf, place: At, world: World) -> Plan:
    return plan_of(place, At(world.stock, world.yann, TUESDAY, 1))


@pytest.fixture
def desk(pages: str, plan: Plan) -> str:
    """Return the address of the desk."""
    return f"{pages}/plans/{plan.id}/bureau"


def key(place: At) -> str:
    """Return a visit as it stands in an address."""
    return ".".join(map(str, visit_of(place)))


def moving(place: At, where: At, version: int = 1) -> dict[str, object]:
    """Return what a form sends to move a visit to the place of another."""
    cdo = f"C{where.engagement.id}"
    return {
        "visite": key(place),
        "cdo": cdo,
        "jour": where.day.isoformat(),
        "creneau": where.slot,
        "version": version,
    }


def told(browser: FlaskClient, address: str, data: dict[str, object]) -> str:
    """Send a form and return the words of the page it leads to."""
    answer = browser.post(address, data=data)
    assert answer.status_code == 303, answer.text[:2000]
    return words(main_part(browser.get(answer.location).text))


def stored_days(session: Session) -> list[str]:
    """Return the days to which the steps of the one draft moved visits."""
    session.expire_all()
    draft = session.scalars(select(Draft)).one()
    steps = draft.steps[: draft.done]
    return [visit.day for step in steps for visit in read_visits(step["added"])]


def test_show_is_a_table_of_the_week(
    world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    page = browser.get(desk).text

    assert re.search(rf'href="[^"]*/interventions/{re.escape(key(place))}\?', page)
    rows = [words(row) for row in re.findall(r"<tr .*?</tr>", page, re.S)]
    assert rows[2].startswith("Yann Guégan mar. 6 janv., après-midi Chantier naval Kermor")
    assert rows[3].startswith("Zoé Martin lun. 5 janv., matin Biscuiterie Le Goff Ouvrir la")
    assert "Encore à couvrir Biscuiterie Le Goff Ouvrir la boutique en ligne" in words(page)
    assert "Vous n’avez encore rien modifié." in words(page)


def test_show_by_member_and_by_week(browser: FlaskClient, desk: str) -> None:
    page = browser.get(f"{desk}?vue=adherents&semaine=2099-01-12").text

    rows = [words(row) for row in re.findall(r"<tr .*?</tr>", page, re.S)]
    assert rows[2:] == ["Biscuiterie Le Goff", "Chantier naval Kermor"]
    assert "lun. 12 janv." in rows[0]


def test_move_says_its_price(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    said = told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))

    assert "Déplacement : Biscuiterie Le Goff, lun. 5 janv., matin, Zoé Martin" in said
    assert "Prix : aucun souhait perdu." in said
    assert "1 étape" in said
    assert stored_days(session) == ["2099-01-06"]


def test_move_that_breaks_a_rule_is_refused_in_words(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    said = told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.yann, TUESDAY, 1)))

    assert "Impossible. Yann Guégan serait en même temps chez" in said
    assert "(Règle : un seul lieu à la fois.)" in said
    assert stored_days(session) == []


def test_second_window_is_told(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    first = moving(place, At(world.shop, world.zoe, TUESDAY, 1))
    told(browser, f"{desk}/deplacer", first)

    said = told(browser, f"{desk}/retirer", {"visite": key(place), "version": 1})

    assert "Cette intervention n’est plus sur le bureau" in said
    assert stored_days(session) == ["2099-01-06"]


def test_undo_and_redo(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))

    told(browser, f"{desk}/annuler", {"version": 2})
    undone = stored_days(session)
    told(browser, f"{desk}/refaire", {"version": 3})

    assert (undone, stored_days(session)) == ([], ["2099-01-06"])
    assert "Il n’y a rien à refaire." in told(browser, f"{desk}/refaire", {"version": 4})


def test_whole_day_that_would_begin_after_noon_is_refused_in_words(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    world.shop.visit_slots = world.shop.visit_amount = 2
    session.commit()
    whole = At(world.shop, world.zoe, MONDAY, 0, length=2)
    desk = f"{pages}/plans/{plan_of(whole).id}/bureau"

    said = told(browser, f"{desk}/deplacer", moving(whole, At(world.shop, world.zoe, TUESDAY, 1)))

    assert "Une intervention de cette longueur ne tient pas là" in said


@pytest.mark.parametrize(
    "changes", [{"besoin": 999}, {"creneau": 9}, {"longueur": 99}], ids=lambda one: next(iter(one))
)
def test_visit_that_no_form_offers_is_refused_in_words(
    session: Session, world: World, browser: FlaskClient, desk: str, changes: dict[str, int]
) -> None:
    sent = {"besoin": world.shop.id, "longueur": 1, "version": 1}
    place = {"cdo": f"C{world.zoe.id}", "jour": TUESDAY.isoformat(), "creneau": 0}

    told(browser, f"{desk}/ajouter", sent | place | changes)

    assert session.scalars(select(Draft.done)).all() in ([], [0])


def test_panel_asked_about_no_start_of_a_day_says_so(
    browser: FlaskClient, desk: str, place: At
) -> None:
    asked = f"?jour={TUESDAY}&cdo=C{place.engagement.id}&creneau=77"

    page = words(browser.get(f"{desk}/interventions/{key(place)}{asked}").text)

    assert "Choisissez dans la liste quand l’intervention commence." in page


def test_swap_remove_and_add(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    other = At(world.stock, world.yann, TUESDAY, 1)
    swapped = {"visite": key(place), "autre": key(other), "version": 1}
    assert "Échange : Biscuiterie Le Goff" in told(browser, f"{desk}/echanger", swapped)
    there = At(world.shop, world.yann, TUESDAY, 1)
    removed = told(browser, f"{desk}/retirer", {"visite": key(there), "version": 2})
    assert "−1 demi-journée de temps couvert" in removed
    added = moving(place, At(world.shop, world.yann, WEDNESDAY, 0), version=3)
    added |= {"besoin": world.shop.id, "longueur": 1}
    assert "+1 demi-journée de temps couvert" in told(browser, f"{desk}/ajouter", added)
    assert stored_days(session) == ["2099-01-06", "2099-01-05", "2099-01-07"]


def test_length_that_was_not_asked_for_is_refused(
    browser: FlaskClient, desk: str, place: At
) -> None:
    said = told(browser, f"{desk}/longueur", {"visite": key(place), "longueur": 2, "version": 1})

    assert "Une intervention de cette longueur ne tient pas là" in said


def test_cells_say_where_a_visit_may_go(
    world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    cells = browser.get(f"{desk}/cellules?semaine=2099-01-05&visite={key(place)}").json["cells"]

    yann, zoe = f"C{world.yann.id}", f"C{world.zoe.id}"
    assert len(cells) == 2 * 5 * 2
    assert cells[f"{zoe}.2099-01-05.am"]["state"] == "here"
    assert cells[f"{zoe}.2099-01-07.pm"]["state"] == "free"
    taken = cells[f"{yann}.2099-01-06.pm"]
    assert (taken["state"], "serait en même temps chez" in taken["words"]) == ("no", True)


def test_cells_of_a_new_visit(world: World, browser: FlaskClient, desk: str) -> None:
    query = f"semaine=2099-01-12&besoin={world.shop.id}"

    cells = browser.get(f"{desk}/cellules?{query}").json["cells"]

    assert {cell["state"] for cell in cells.values()} == {"free", "no"} or {
        cell["state"] for cell in cells.values()
    } == {"free"}


def test_panel_ranks_alternatives_and_checks_a_place(
    world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    panel = f"{desk}/interventions/{key(place)}"
    asked = f"?cdo=C{world.yann.id}&jour=2099-01-06&creneau=1"

    page = words(browser.get(panel).text)
    checked = words(browser.get(panel + asked).text)

    assert re.search(r"Autres possibilités \d+ places possibles", page)
    assert "aucun souhait perdu Mettre là" in page
    assert "Sans elle : −1 demi-journée de temps couvert" in page
    assert "Impossible. Yann Guégan serait en même temps chez" in checked


def test_panel_of_a_demand_adds_a_visit(world: World, browser: FlaskClient, desk: str) -> None:
    page = words(browser.get(f"{desk}/besoins/{world.shop.id}").text)

    assert "il manque 3 demi-journées" in page
    assert re.search(r"Où elle tiendrait \d+ places possibles", page)


@pytest.mark.parametrize("address", ["/interventions/D1", "/interventions/D1.C1.x.0.1"])
def test_address_of_no_visit_is_not_found(browser: FlaskClient, desk: str, address: str) -> None:
    assert browser.get(desk + address).status_code == 404


def test_pin_holds_and_unpin_frees(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    elsewhere = moving(place, At(world.shop, world.zoe, WEDNESDAY, 0))
    told(browser, f"{desk}/epingler", {"visite": key(place), "genre": "keep_visit"})

    refused = told(browser, f"{desk}/deplacer", elsewhere)
    row = session.scalars(select(Constraint)).one()
    told(browser, f"{desk}/desepingler", {"visite": key(place), "contrainte": row.id})
    allowed = told(browser, f"{desk}/deplacer", elsewhere)

    assert "Vous avez épinglé cette intervention de Biscuiterie Le Goff" in refused
    assert "Déplacement : Biscuiterie Le Goff" in allowed


def test_pin_that_no_allocation_could_respect_is_refused_in_words(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    session.add(
        EngagementConflict(
            groupement_id=world.groupement.id,
            engagement_id=world.zoe.id,
            member_id=world.biscuits.id,
        )
    )
    session.commit()

    said = told(browser, f"{desk}/epingler", {"visite": key(place), "genre": "keep_cdo"})

    assert "Impossible à respecter : rien n’a été changé. Zoé Martin est exclu" in said
    assert session.scalars(select(Constraint)).all() == []


@pytest.mark.parametrize("kind", ["avoid_demand", "", "keep"])
def test_other_constraints_are_no_pins(
    session: Session, browser: FlaskClient, desk: str, place: At, kind: str
) -> None:
    answer = browser.post(f"{desk}/epingler", data={"visite": key(place), "genre": kind})

    assert (answer.status_code, session.scalars(select(Constraint)).all()) == (404, [])


def test_keep_makes_a_plan_and_ends_the_draft(
    session: Session, world: World, browser: FlaskClient, pages: str, desk: str, place: At
) -> None:
    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))

    answer = browser.post(f"{desk}/garder", data={"nom": "À ma façon", "version": 2})

    session.expire_all()
    run = session.scalars(select(Run).where(Run.kind == RunKind.BY_HAND)).one()
    kept = session.scalars(select(Plan).where(Plan.run_id == run.id)).one()
    assert answer.location == f"{pages}/plans/{kept.id}"
    assert (run.name, session.scalars(select(Draft)).all()) == ("À ma façon", [])
    days = {visit.day for visit in get_plan(session, kept.groupement_id, kept.id).visits}
    assert days == {TUESDAY}


@pytest.mark.parametrize("version", [1, 7])
def test_keep_of_nothing_or_of_an_old_view_is_refused(
    session: Session, browser: FlaskClient, desk: str, version: int
) -> None:
    told(browser, f"{desk}/garder", {"nom": "", "version": version})

    assert session.scalars(select(Run).where(Run.kind == RunKind.BY_HAND)).all() == []


def test_give_up_forgets_the_draft(
    session: Session, world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))

    browser.post(f"{desk}/abandonner")

    session.expire_all()
    assert session.scalars(select(Draft)).all() == []


def test_repair_keeps_the_changes_and_asks_for_few(
    session: Session, world: World, browser: FlaskClient, pages: str, desk: str, place: At
) -> None:
    where = At(world.shop, world.zoe, TUESDAY, 1)
    told(browser, f"{desk}/deplacer", moving(place, where))

    answer = browser.post(f"{desk}/reparer", data={"changements": "2", "version": 2})

    session.expire_all()
    run = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    question = read_question(session, run.id)
    by_hand = session.scalars(select(Run.id).where(Run.kind == RunKind.BY_HAND)).one()
    basis = session.scalars(select(Plan.id).where(Plan.run_id == by_hand)).one()
    assert answer.location == f"{desk}/reparation/{run.id}"
    assert (question.basis_plan_id, question.max_changes) == (basis, 2)
    assert question.keeps == (visit_of(where)._asdict(),)
    assert question.wish == {"fills_gaps": True}
    page = words(browser.get(answer.location).text)
    assert "En attente" in page
    assert stored_days(session) == ["2099-01-06"]


def test_repair_is_shown_before_it_is_taken(
    *,
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    desk: str,
    plan_of: PlanOf,
    place: At,
) -> None:
    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))
    address = browser.post(f"{desk}/reparer", data={"changements": "", "version": 2}).location
    found = plan_of(
        At(world.shop, world.zoe, TUESDAY, 1), At(world.stock, world.yann, WEDNESDAY, 0)
    )
    repair = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    repair.instance = session.get_one(Run, found.run_id).instance
    repair.state, found.run_id = RunState.DONE, repair.id
    session.commit()

    page = words(browser.get(address).text)
    before = stored_days(session)
    answer = browser.post(f"{address}/prendre")

    assert "Ce que ferait la réparation Couvert 2 demi-journées 2 avec vos seules" in page
    assert "1 déplacée" in page
    assert before == ["2099-01-06"]
    session.expire_all()
    assert answer.location == f"{pages}/plans/{found.id}"
    assert session.scalars(select(Draft)).all() == []


def test_steps_made_after_a_repair_was_asked_for_stay_on_the_desk(
    *, session: Session, world: World, browser: FlaskClient, desk: str, plan_of: PlanOf, place: At
) -> None:
    told(browser, f"{desk}/deplacer", moving(place, At(world.shop, world.zoe, TUESDAY, 1)))
    address = browser.post(f"{desk}/reparer", data={"changements": "", "version": 2}).location
    found = plan_of(At(world.shop, world.zoe, TUESDAY, 1))
    repair = session.scalars(select(Run).where(Run.kind == RunKind.REPAIR)).one()
    repair.state, found.run_id = RunState.DONE, repair.id
    session.commit()
    stock = At(world.stock, world.yann, TUESDAY, 1)
    later = moving(stock, At(world.stock, world.yann, WEDNESDAY, 0), version=2)
    told(browser, f"{desk}/deplacer", later)

    answer = browser.post(f"{address}/prendre")

    assert "elles restent sur le bureau" in words(browser.get(answer.location).text)
    assert stored_days(session) == ["2099-01-06", "2099-01-07"]


def test_run_that_is_no_repair_of_this_plan_is_not_found(
    browser: FlaskClient, desk: str, plan: Plan
) -> None:
    assert browser.get(f"{desk}/reparation/{plan.run_id}").status_code == 404


def test_desk_of_a_large_plan_opens_quickly(session: Session, client_of: ClientOf) -> None:
    period = a_crowd(session, members=150, demands=165, cdos=20)
    plan, person = _a_large_plan(session, period), a_person(session)
    groupement = session.get_one(Groupement, period.groupement_id)
    a_role(session, person, groupement, RoleKind.COORDINATOR)
    visits = plan.statistics["visits"]
    address = f"/coordination/{groupement.slug}/plans/{plan.id}/bureau"
    browser = client_of(person)
    browser.get(address)  # the first page of a browser also compiles its templates

    with recorded_statements(session) as statements:
        page = browser.get(address).text
    opened = measure_least(lambda: browser.get(address))
    carried = re.findall(r'data-visit="([^"]+)"', page)[0]
    allowed = f"{address}/cellules?semaine=2027-01-04&visite={carried}"
    cells = browser.get(allowed).json["cells"]
    mapped = measure_least(lambda: browser.get(allowed))

    print(f"{visits} visits: {opened:.2f} s, {len(statements)} statements; map {mapped:.2f} s")
    assert (opened < 1.0, len(statements) <= 15, len(cells)) == (True, True, 200)
    assert mapped < 0.6


def _a_large_plan(session: Session, period: Period) -> Plan:
    """Return a plan of the real solver for a period, judged."""
    instance = build_instance(
        session, groupement_id=period.groupement_id, period_id=period.id, name="run"
    )
    options = solver.Options(time_limit_seconds=2, workers=1, isolation="none")
    found = solver.solve(solver.read_instance(instance), options).plan
    run = a_run(session, period, state=RunState.DONE, instance=instance)
    report = solver.check(instance, found.to_json())
    plan = Plan(
        groupement_id=period.groupement_id,
        period_id=period.id,
        run_id=run.id,
        cost=report["cost"],
        parts=report.pop("components"),
        bound=0,
        bound_kind="trivial",
        gap=1.0,
        statistics=report,
        unmet=[],
        created_at=run.queued_at,
    )
    solved = [solved_visit(visit._asdict()) for visit in found.visits]
    plan.visits = [PlanVisit(visit_id=uuid4(), **asdict(visit)) for visit in solved]
    session.add(plan)
    session.flush()
    return plan
