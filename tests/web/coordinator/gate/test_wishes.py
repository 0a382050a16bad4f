"""An accepted wish that a plan does not keep is told as a wish, with the person who made it."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.constraint_queries import remove_constraint
from cdo_share.planning.models import Constraint, Plan, Run, RunKind
from cdo_share.planning.question import Question, write_question
from cdo_share.proposals.models import Reason
from cdo_share.publishing.service import publish
from tests.publishing.world import AM, PM, At, World
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.proposing import ask_for, send, text
from tests.web.pages import words

WHO = "demandé par Zoé Martin (Biscuiterie Le Goff), accepté"
SHOP = "Biscuiterie Le Goff, « Ouvrir la boutique en ligne » :"
BREAKS = "Cette réparation ne respecte pas 2 souhaits acceptés"
WAITS = "2 souhaits acceptés attendent la prochaine répartition"
AVOIDED = f"{SHOP} pas d’intervention le lundi 5 janvier ({WHO})"
WISHED = f"{SHOP} une intervention le mardi 6 janvier, après-midi ({WHO})"


@pytest.fixture
def accepted(session: Session, browser: FlaskClient, world: World, pages: str, page_of: str) -> str:
    """Return the address of the proposed plan; the biscuits may come on Tuesday, they were told."""
    send(browser, page_of)
    number = ask_for(session, world, Reason.BUSY)
    browser.post(f"{pages}/demandes-de-changement/{number}/contrainte")
    return page_of.replace("/accord", "/publier")


def test_gate_names_the_wish_and_who_made_it(browser: FlaskClient, accepted: str) -> None:
    page = words(browser.get(f"{accepted}/donnees").text)

    assert "2 souhaits acceptés ne sont pas respectés par ce plan" in page
    assert AVOIDED in page
    assert WISHED in page
    assert "Le plan convient à ce que les adhérents et les CDO disent aujourd’hui." in page
    assert "épingl" not in page


def test_plan_that_keeps_the_wish_says_nothing_of_it(
    browser: FlaskClient, world: World, pages: str, plan_of: PlanOf, accepted: str
) -> None:
    plan = plan_of(At(world.shop, world.zoe, TUESDAY, PM))

    page = words(browser.get(f"{pages}/plans/{plan.id}/publier/donnees").text)

    assert page == "Le plan convient à ce que les adhérents et les CDO disent aujourd’hui."


@pytest.fixture
def in_force(browser: FlaskClient, accepted: str) -> str:
    """Publish the proposed plan all the same, with every line ticked."""
    ticks = []
    for part in ("donnees", "droit", "prevenance", "reponses"):
        ticks += re.findall(
            r'name="confirm" value="([^"]+)"', browser.get(f"{accepted}/{part}").text
        )
    answer = browser.post(accepted, data={"confirm": ticks, "seen": "0"})
    assert answer.location.endswith("/versions/1"), words(answer.text)
    return accepted


def test_wish_that_is_not_kept_in_force_waits_for_the_coordinator(
    session: Session, browser: FlaskClient, world: World, pages: str, in_force: str
) -> None:
    page = text(browser, f"{pages}/a-traiter")

    told = "Ce qui est en vigueur ne respecte pas un souhait accepté :"
    assert f"{told} {AVOIDED}." in page
    assert f"{told} {WISHED}." in page

    for number in session.scalars(select(Constraint.id)).all():
        remove_constraint(
            session,
            groupement_id=world.groupement.id,
            constraint_id=number,
            person_id=world.zoe.person_id,
            now=utc_now(),
        )
    session.commit()
    assert told not in text(browser, f"{pages}/a-traiter")


def a_repair(session: Session, plan: Plan) -> str:
    """Make a plan a repair of itself, as far as its page is concerned; return its number."""
    run = session.get_one(Run, plan.run_id)
    run.kind = RunKind.REPAIR
    write_question(session, run.id, Question(basis_plan_id=plan.id, max_changes=0))
    session.commit()
    return str(run.id)


@pytest.mark.parametrize(
    ("in_force_at", "said", "unsaid"),
    [
        ((TUESDAY, PM), BREAKS, WAITS),
        ((MONDAY, AM), WAITS, BREAKS),
    ],
    ids=["kept until now", "not kept yet"],
)
def test_repair_tells_wishes_that_it_breaks_from_those_that_wait(
    *,
    session: Session,
    browser: FlaskClient,
    world: World,
    pages: str,
    plan_of: PlanOf,
    accepted: str,
    in_force_at: tuple[date, int],
    said: str,
    unsaid: str,
) -> None:
    plan = plan_of(At(world.shop, world.zoe, *in_force_at))
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish(session, **keys, published_by_id=None, now=utc_now())
    number = a_repair(session, plan_of(At(world.shop, world.zoe, MONDAY, PM)))

    page = text(browser, f"{pages}/reparations/{number}")

    assert (said in page, unsaid in page) == (True, False)
    assert AVOIDED in page
    assert WISHED in page
