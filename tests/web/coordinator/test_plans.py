"""Reading a plan and publishing it."""

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import Feed
from cdo_share.core.outbox import OutboxMail
from cdo_share.planning.models import Plan
from cdo_share.publishing.models import Release, Visit
from cdo_share.publishing.service import publish
from tests.factories import a_demand, a_member, a_person, a_role
from tests.publishing.world import At, World
from tests.statements import recorded_statements
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.coordinator.reading import body_rows, section, tiles
from tests.web.pages import words


def publish_directly(session: Session, plan: Plan, now: datetime) -> None:
    """Publish the plan as another coordinator would."""
    publish(
        session,
        groupement_id=plan.groupement_id,
        plan_id=plan.id,
        published_by_id=None,
        now=now,
    )
    session.commit()


def test_show_says_what_the_plan_serves(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert tiles(page) == [
        "Couvert 2 demi-journées 25 % des 8 demandées",
        "Écart au meilleur possible ≤ 0,4 % Prouvé : l’écart réel ne peut pas être plus grand.",
        "Besoin le moins bien couvert 25 % de ce qu’il demandait",
        "La moitié des besoins ≥ 25 % de ce qu’ils demandaient",
        "Sur la route 0 km pour 2 interventions",
    ]


def test_show_names_load_and_cost_part_by_part(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert "Zoé Martin 1 demi-journée sur 40 possibles" in section(page, "loads")
    assert "Temps demandé et non couvert" in section(page, "cost")
    assert f"aucun plan ne coûte moins de {plan.bound:,}".replace(",", " ") in section(page, "cost")


def test_show_tells_what_would_help(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    world.zoe.period_cap_halfdays, world.yann.period_cap_halfdays = 1, 0
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert body_rows(page)[0] == (
        "Suivre le stock Chantier naval Kermor · Site web et présence dans les recherches locales"
        " 4 0 4 Zoé Martin n’a plus de temps de travail sur la période."
        " Si Zoé Martin travaillait plus sur la période : 1 demi-journée de plus."
    )


def test_show_gives_the_calendar_of_the_chosen_cdo(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))

    page = browser.get(f"{pages}/plans/{plan.id}?cdo={world.yann.id}").text

    assert section(page, "calendar").startswith("Agenda : Yann Guégan")
    first_week = body_rows(page, "weeks")[0]
    assert first_week.startswith(
        "Semaine 2 lun. 5 janv. mar. 6 janv. après-midi Chantier naval Kermor Suivre le stock mer."
    )


def test_show_compares_with_the_release_in_force(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, now: datetime
) -> None:
    first = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    publish_directly(session, first, now)
    second = plan_of(
        At(world.shop, world.zoe, MONDAY, 1), At(world.stock, world.zoe, NEXT_MONDAY, 0)
    )

    page = browser.get(f"{pages}/plans/{second.id}").text

    text = section(page, "publish-title")
    assert "Par rapport à la version 1, en vigueur : 2 déplacées" in text
    assert "Yann Guégan 1 déplacée Déplacée lun. 12 janv., matin Chantier naval Kermor" in text
    assert "avant : mar. 6 janv., après-midi, Yann Guégan → Zoé Martin" in text


def test_publish_makes_release_calendars_and_mails_in_one_act(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    voice = a_person(session, name="Anne Le Goff", email="anne@biscuits.example")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))

    answer = browser.post(f"{pages}/plans/{plan.id}/publier", data={"seen": "0"})

    assert answer.location == f"{pages}/versions/1"
    assert session.scalars(select(Release.number)).all() == [1]
    assert session.scalars(select(Visit.demand_id)).all() == [world.shop.id]
    bodies = session.scalars(select(Feed.body).where(Feed.member_id == world.biscuits.id)).all()
    assert [body[:15] for body in bodies] == [b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR"]
    mails = session.scalars(select(OutboxMail).order_by(OutboxMail.recipient)).all()
    zoe = session.get_one(type(voice), world.zoe.person_id)
    assert [mail.recipient for mail in mails] == sorted(["anne@biscuits.example", zoe.email])
    assert mails[0].subject == f"Vos interventions : version 1, {world.groupement.name}"


def test_publish_of_the_same_plan_twice_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    browser.post(f"{pages}/plans/{plan.id}/publier", data={"seen": "0"})

    answer = browser.post(f"{pages}/plans/{plan.id}/publier", data={"seen": "1"})

    assert answer.status_code == 409
    assert session.scalar(select(func.count()).select_from(Release)) == 1


def test_publish_after_somebody_else_published_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, now: datetime
) -> None:
    mine = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    publish_directly(session, plan_of(At(world.stock, world.yann, TUESDAY, 0)), now)

    answer = browser.post(f"{pages}/plans/{mine.id}/publier", data={"seen": "0"})

    assert answer.status_code == 409
    assert "La version 1 a été publiée entre-temps." in words(answer.text)
    assert session.scalar(select(func.count()).select_from(Release)) == 1


def test_show_of_the_plan_in_force_offers_no_publication(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, now: datetime
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    publish_directly(session, plan, now)

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert "En vigueur : version 1" in words(page)
    assert "/publier" not in page


def test_show_sends_the_same_few_statements_for_one_and_for_ten(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    small = f"{pages}/plans/{plan_of(At(world.shop, world.zoe, MONDAY, 0)).id}"
    browser.get(small)  # the first page of a browser also notes that it is alive
    with recorded_statements(session) as few:
        browser.get(small)
    demands = [
        a_demand(session, a_member(session, world.groupement), world.period) for _ in range(10)
    ]
    places = [At(demand, world.yann, day, 1) for demand, day in zip(demands, _days(), strict=True)]
    large = f"{pages}/plans/{plan_of(*places).id}"
    with recorded_statements(session) as many:
        browser.get(large)

    assert (len(many), len(few) <= 15) == (len(few), True)


def _days() -> list[object]:
    return [MONDAY.replace(day=day) for day in (5, 6, 7, 8, 9, 12, 13, 14, 15, 16)]
