"""What a plan would change, and publishing it."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Connection, event, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import Feed
from cdo_share.core.outbox import OutboxMail
from cdo_share.planning.models import Plan
from cdo_share.publishing.models import Release, Visit
from cdo_share.publishing.service import publish
from tests.factories import a_person, a_role
from tests.publishing.world import At, World, a_plan, a_world
from tests.site import Site, a_site
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY, NEXT_MONDAY, TUESDAY
from tests.web.coordinator.reading import section
from tests.web.pages import answers, words


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


def test_index_compares_with_the_release_in_force(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, now: datetime
) -> None:
    first = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, TUESDAY, 1))
    publish_directly(session, first, now)
    second = plan_of(
        At(world.shop, world.zoe, MONDAY, 1), At(world.stock, world.zoe, NEXT_MONDAY, 0)
    )

    page = browser.get(f"{pages}/plans/{second.id}/publier").text

    text, by_cdo = section(page, "difference"), section(page, "by-cdo")
    assert "Par rapport à la version 1, en vigueur. 2 déplacées" in text
    assert "Yann Guégan 1 déplacée Déplacée lun. 12 janv., matin Chantier naval Kermor" in by_cdo
    assert "avant : mar. 6 janv., après-midi, Yann Guégan → Zoé Martin" in by_cdo
    assert answers(page)["seen"] == "1"


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
    assert words(mails[0].subject).startswith("Nouvelle intervention : ")


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


def test_index_of_the_plan_in_force_offers_no_publication(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf, now: datetime
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0))
    publish_directly(session, plan, now)

    page = browser.get(f"{pages}/plans/{plan.id}/publier").text

    assert "Ce plan est en vigueur : version 1" in words(page)
    assert '<form class="gate"' not in page


def test_mails_are_shown_while_the_worker_writes(tmp_path: Path, now: datetime) -> None:
    """The page has begun to read; a session that then wrote would find the database locked."""
    with a_site(tmp_path) as site:
        with Session(site.engine) as session, session.begin():
            world = a_world(session)
            office = a_person(session, name="Claire")
            a_role(session, office, world.groupement, RoleKind.COORDINATOR)
            plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, 0)])
            browser = site.browser_of(session, office)
            url = f"/coordination/{world.groupement.slug}/plans/{plan.id}/publier/courriels"
        _write_while_pages_read(site)
        answer = browser.get(url, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert words(answer.text).startswith("Voir le courriel")


def _write_while_pages_read(site: Site) -> None:
    """Commit a change, as the worker does every second, after each statement that reads."""

    def write(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        is_page = connection.get_execution_options().get("sqlite_begin") == "DEFERRED"
        if is_page and statement.startswith("SELECT"):
            with closing(sqlite3.connect(str(site.engine.url.database))) as worker, worker:
                worker.execute("UPDATE run SET attempts = attempts + 1")

    event.listen(site.engine, "after_cursor_execute", write)
