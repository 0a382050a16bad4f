"""The desk: acts with their price or the rule they break, two windows, pins, keeping, repair."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import EngagementConflict
from cdo_share.demands.models import Cadence
from cdo_share.planning.models import (
    Constraint,
    Draft,
    Plan,
    Run,
    RunKind,
)
from cdo_share.planning.queries import get_plan
from tests.publishing.world import At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.desk.asking import key, moving, stored_days, told
from tests.web.pages import words

WEDNESDAY = date(2099, 1, 7)


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


@pytest.mark.parametrize(("slot", "is_offered"), [(0, True), (1, False)])
def test_panel_offers_only_lengths_that_the_judge_accepts(
    *,
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    slot: int,
    is_offered: bool,
) -> None:
    world.shop.cadence = Cadence.ONCE
    world.shop.visit_slots = world.shop.visit_amount = 2
    world.shop.requested_slots = 3
    session.commit()
    half = At(world.shop, world.zoe, MONDAY, slot)
    desk = f"{pages}/plans/{plan_of(half).id}/bureau"

    page = browser.get(f"{desk}/interventions/{key(half)}").text

    assert ('name="longueur"' in page) is is_offered
    if is_offered:
        said = told(browser, f"{desk}/longueur", {"visite": key(half), "longueur": 2, "version": 1})
        assert "Impossible" not in said


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


def test_checking_a_place_leaves_the_token_out_of_the_address(
    world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    panel = f"{desk}/interventions/{key(place)}"
    sent = moving(place, At(world.shop, world.yann, TUESDAY, 1)) | {"csrf_token": "secret"}

    answer = browser.post(f"{panel}/verifier", data=sent)

    assert 'formmethod="get"' not in browser.get(panel).text
    assert f'formaction="{panel}/verifier"' in browser.get(panel).text
    assert answer.location == f"{panel}?cdo=C{world.yann.id}&jour={TUESDAY}&creneau=1&vue="
    assert "Impossible. Yann Guégan serait en même temps chez" in words(
        browser.get(answer.location).text
    )


def test_time_taken_from_one_demand_and_given_to_another_is_two_visits(
    world: World, browser: FlaskClient, desk: str, place: At
) -> None:
    told(browser, f"{desk}/retirer", {"visite": key(place), "version": 1})
    given = {"besoin": world.stock.id, "cdo": f"C{world.yann.id}", "jour": "2099-01-12"}

    said = told(browser, f"{desk}/ajouter", given | {"creneau": 0, "longueur": 1, "version": 2})

    assert "Interventions modifiées 2" in said
    assert "+0 demi-journée" not in said


def test_panel_offers_swaps_that_can_be_made_only(
    session: Session, world: World, browser: FlaskClient, desk: str, plan: Plan, place: At
) -> None:
    panel, other = f"{desk}/interventions/{key(place)}", At(world.stock, world.yann, TUESDAY, 1)
    offered = f'<option value="{key(other)}"'
    both = browser.get(panel).text
    instance = dict(session.get_one(Run, plan.run_id).instance or {})
    rows = [dict(one) for one in instance["demands"]]
    next(one for one in rows if one["id"] == f"D{world.stock.id}")["excluded"] = [
        f"C{world.zoe.id}"
    ]
    session.get_one(Run, plan.run_id).instance = instance | {"demands": rows}
    session.commit()

    page = browser.get(panel).text

    assert (offered in both, offered in page) == (True, False)
    swapping = {"visite": key(place), "autre": key(other), "version": 1}
    assert "Impossible. " in told(browser, f"{desk}/echanger", swapping)


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
