"""The form of a demand: what it begins with, keeps, refuses and adds up to."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.core.grid import GridKind, Half
from cdo_share.demands.closures import add_closure
from cdo_share.demands.models import (
    AmountUnit,
    Cadence,
    DeclineReason,
    Demand,
    Place,
    Urgency,
    UrgencyReason,
    Wish,
)
from cdo_share.demands.queries import get_demand
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.pages import answers, main_part, words


def stored(session: Session) -> Demand:
    """Return the newest demand as it is stored now."""
    session.expire_all()
    newest = session.scalars(select(Demand).order_by(Demand.id.desc())).first()
    assert newest is not None
    return get_demand(session, newest.groupement_id, newest.id)


def test_new_everything_but_the_subject_is_answered(blank: FlaskClient, pages: str) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text)

    halfdays = {name: value for name, value in sent.items() if name.startswith("halfday")}
    assert set(halfdays.values()) == {"possible"}
    assert len(halfdays) == 10
    others = {name: value for name, value in sent.items() if name not in halfdays}
    assert re.fullmatch("[0-9a-f]{32}", others.pop("once"))
    assert {name: value for name, value in others.items() if "declined" not in name} == {
        "version": "0",
        "seen": "",
        "title": "",
        "visit_amount": "half_days-1",
        "visits_per_window": "1",
        "total_visits": "1",
        "cadence": "fortnightly",
        "place": "on_site",
        "remote_visits": "1",
        "level": "2",
        "urgency": "normal",
        "earliest_on": "2099-01-05",
        "latest_on": "2099-01-30",
    }


def test_create_the_subject_alone_is_enough(
    session: Session, blank: FlaskClient, pages: str, firm: Member
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text) | {"skill": "SECU-CYB"}
    answer = blank.post(f"{pages}/nouveau", data=sent)

    demand = stored(session)
    assert answer.location == pages
    assert (demand.member_id, demand.title, demand.skill) == (
        firm.id,
        "Sécurité informatique et sauvegardes",
        "SECU-CYB",
    )
    assert (demand.requested_slots, demand.max_cdos, demand.halfdays) == (2, 1, [])
    assert "Votre besoin est enregistré." in blank.get(pages).text


def test_create_every_answer_is_kept(
    session: Session, blank: FlaskClient, pages: str, world: World
) -> None:
    sent = {
        "skill": "VENTE-ECOM",
        "title": "  Boutique\ten ligne ",
        "visit_amount": "hours-2",
        "cadence": "weekly",
        "visits_per_window": "2",
        "total_visits": "1",
        "place": "remote",
        "level": "3",
        "urgency": "urgent",
        "urgency_reason": "legal_date",
        "earliest_on": "2099-01-12",
        "latest_on": "2099-01-23",
        "same_moment": "y",
        "accepts_two": "y",
        "halfday-0-am": "preferred",
        "halfday-4-pm": "impossible",
        "halfday-1-am": "nonsense",
        f"declined-{world.yann.id}": "past_disagreement",
    }
    assert blank.post(f"{pages}/nouveau", data=sent).status_code == 302

    demand = stored(session)
    assert (demand.title, demand.level, demand.place) == ("Boutique en ligne", 3, Place.REMOTE)
    assert (demand.urgency, demand.urgency_reason) == (Urgency.URGENT, UrgencyReason.LEGAL_DATE)
    assert (demand.visit_amount, demand.visit_unit, demand.visit_slots) == (2, AmountUnit.HOURS, 1)
    assert (demand.cadence, demand.visits_per_window, demand.requested_slots) == (
        Cadence.WEEKLY,
        2,
        4,
    )
    assert (str(demand.earliest_on), str(demand.latest_on)) == ("2099-01-12", "2099-01-23")
    assert (demand.same_moment, demand.max_cdos) == (True, 2)
    assert [(row.weekday, row.half, row.wish) for row in demand.halfdays] == [
        (0, Half.AM, Wish.PREFERRED),
        (4, Half.PM, Wish.IMPOSSIBLE),
    ]
    assert [(row.engagement_id, row.reason) for row in demand.declined] == [
        (world.yann.id, DeclineReason.PAST_DISAGREEMENT)
    ]


def test_edit_left_as_it_is_changes_nothing(
    session: Session, blank: FlaskClient, pages: str, world: World
) -> None:
    blank.post(
        f"{pages}/nouveau",
        data={
            "skill": "VENTE-ECOM",
            "title": "Boutique",
            "visit_amount": "half_days-2",
            "cadence": "once",
            "visits_per_window": "1",
            "total_visits": "3",
            "place": "remote",
            "level": "1",
            "urgency": "soon",
            "same_moment": "y",
            "halfday-2-pm": "preferred",
            f"declined-{world.zoe.id}": "conflict_of_interest",
        },
    )
    before = stored(session)
    row = {name: getattr(before, name) for name in Demand.__table__.columns.keys()}  # noqa: SIM118
    halfdays = [(one.weekday, one.half, one.wish) for one in before.halfdays]
    address = f"{pages}/{before.id}"

    answer = blank.post(address, data=answers(blank.get(address).text))

    after = stored(session)
    assert answer.status_code == 302
    changed = {name for name, value in row.items() if getattr(after, name) != value}
    assert changed - {"updated_at"} == {"version"}
    assert [(one.weekday, one.half, one.wish) for one in after.halfdays] == halfdays
    assert [(one.engagement_id, one.reason) for one in after.declined] == [
        (world.zoe.id, DeclineReason.CONFLICT_OF_INTEREST)
    ]


def test_create_nothing_chosen_shows_the_fault_and_keeps_the_rest(
    session: Session, blank: FlaskClient, pages: str
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text)
    sent |= {"title": "Des <tablettes>", "cadence": "monthly", "halfday-3-am": "impossible"}
    page = blank.post(f"{pages}/nouveau", data=sent)

    assert page.status_code == 422
    assert "De quoi s’agit-il ? – Choisissez de quoi il s’agit." in words(page.text)
    assert 'href="#skill"' in page.text
    kept = answers(page.text)
    assert (kept["title"], kept["cadence"], kept["halfday-3-am"]) == (
        "Des <tablettes>",
        "monthly",
        "impossible",
    )
    assert session.scalar(select(func.count()).select_from(Demand)) == 0


def test_create_faults_of_the_service_stand_at_their_fields(
    session: Session, blank: FlaskClient, pages: str, world: World
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text)
    sent |= {
        "skill": "NO-SUCH",
        "title": "x" * 121,
        "earliest_on": "2099-01-30",
        "latest_on": "2099-01-05",
        f"declined-{world.zoe.id}": "other_expectations",
    }
    page = blank.post(f"{pages}/nouveau", data=sent)

    assert page.status_code == 422
    linked = re.findall(r'<li><a href="#(\w+)">', page.text)
    assert linked == ["skill", "title", "latest_on"]
    assert answers(page.text)[f"declined-{world.zoe.id}"] == "other_expectations"
    assert session.scalar(select(func.count()).select_from(Demand)) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cadence", "daily"),
        ("visit_amount", "half_days-9"),
        ("visit_amount", "minutes-1"),
        ("visits_per_window", "many"),
        ("level", "x"),
        ("place", "moon"),
        ("urgency", ""),
        ("earliest_on", "tomorrow"),
    ],
)
def test_create_strange_answer_is_refused(
    session: Session, blank: FlaskClient, pages: str, field: str, value: str
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text) | {"skill": "VENTE-WEB", field: value}
    assert blank.post(f"{pages}/nouveau", data=sent).status_code == 422
    assert blank.post(f"{pages}/apercu", data=sent).status_code == 200


BEGUN = " Votre groupement compte en demi-journées : toute demi-journée commencée est due."


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "Cela fait 2 interventions d’une demi-journée : 2 demi-journées"),
        (
            {"cadence": "weekly", "visit_amount": "half_days-2"},
            "Cela fait 4 interventions d’une journée : 8 demi-journées",
        ),
        (
            {"cadence": "weekly", "visits_per_window": "2", "visit_amount": "hours-3"},
            "Cela fait 8 interventions de 3 heures : 8 demi-journées" + BEGUN,
        ),
        (
            {"cadence": "once", "total_visits": "1", "visit_amount": "hours-1"},
            "Cela fait 1 intervention d’une heure : 1 demi-journée" + BEGUN,
        ),
        (
            {"latest_on": "2099-01-04"},
            "Le 4 janvier 2099 est en dehors de la période ; choisissez une date du 5 janvier 2099"
            " au 30 janvier 2099.",
        ),
        (
            {"cadence": "once", "total_visits": "-3"},
            "Indiquez combien d’interventions il vous faut en tout, au moins une.",
        ),
        (
            {"cadence": "once", "total_visits": ""},
            "Indiquez combien d’interventions il vous faut en tout, au moins une.",
        ),
        (
            {"cadence": "once", "total_visits": "trois"},
            "« trois » n’est pas un nombre entier ; écrivez-le en chiffres.",
        ),
        (
            {"cadence": "once", "total_visits": "99"},
            "Du 5 janvier 2099 au 30 janvier 2099, il y a place pour 20 interventions, une par"
            " jour ; vous en avez demandé 99.",
        ),
    ],
)
def test_preview_says_what_it_makes_in_all(
    blank: FlaskClient, pages: str, changed: dict[str, str], text: str
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text) | changed
    shown = blank.post(f"{pages}/apercu", data=sent)
    assert words(shown.text) == text


def test_preview_takes_no_answers_in_its_address(
    session: Session, blank: FlaskClient, pages: str
) -> None:
    form = blank.get(f"{pages}/nouveau").text
    session.commit()
    with recorded_statements(session) as statements:
        blank.post(f"{pages}/apercu", data=answers(form))

    assert re.findall('hx-get="[^"]*apercu|hx-post="([^"]*apercu)', form) == [f"{pages}/apercu"]
    assert blank.get(f"{pages}/apercu?declined-7=other").location == pages
    assert [one for one in statements if not one.lstrip().startswith("SELECT")] == []


def test_form_total_of_visits_is_not_called_optional(blank: FlaskClient, pages: str) -> None:
    form = words(main_part(blank.get(f"{pages}/nouveau").text))
    assert "Interventions en tout (facultatif)" not in form
    assert "Interventions en tout" in form


def test_preview_strange_length_is_asked_for_again(blank: FlaskClient, pages: str) -> None:
    shown = blank.post(f"{pages}/apercu", data={"visit_amount": "minutes-5"})
    assert words(shown.text) == "Indiquez la durée d’une intervention."


def test_preview_strange_rhythm_waits_for_another(blank: FlaskClient, pages: str) -> None:
    shown = blank.post(f"{pages}/apercu", data={"cadence": "yearly"})
    assert words(shown.text) == "Le total s’affiche ici."


def test_form_half_day_grid_says_what_hours_cost(blank: FlaskClient, pages: str) -> None:
    page = blank.get(f"{pages}/nouveau").text
    select_tag = page[page.index('id="visit_amount"') :].split("</select>")[0]
    assert re.findall(r">([^<\n]+)</option>", select_tag) == [
        "1 heure, compte pour une demi-journée",
        "2 heures, compte pour une demi-journée",
        "3 heures, compte pour une demi-journée",
        "une demi-journée",
        "une journée entière",
    ]


def test_form_hour_grid_offers_hours_up_to_a_day(
    session: Session, blank: FlaskClient, pages: str, world: World
) -> None:
    world.period.grid_kind = GridKind.HOUR
    session.commit()
    page = blank.get(f"{pages}/nouveau").text

    select_tag = page[page.index('id="visit_amount"') :].split("</select>")[0]
    assert re.findall(r'value="([^"]+)"', select_tag) == [
        *(f"hours-{count}" for count in range(1, 8)),
        "half_days-1",
        "half_days-2",
    ]
    sent = answers(page) | {"visit_amount": "hours-5", "cadence": "weekly"}
    assert words(blank.post(f"{pages}/apercu", data=sent).text) == (
        "Cela fait 4 interventions de 5 heures : 20 heures"
    )


def test_update_wrong_answers_are_shown_again(
    browser: FlaskClient, pages: str, world: World
) -> None:
    address = f"{pages}/{world.shop.id}"
    sent = answers(browser.get(address).text)
    page = browser.post(address, data=sent | {"title": "y" * 121})

    assert page.status_code == 422
    assert answers(page.text) == sent | {"title": "y" * 121}


def test_create_with_an_endless_number_is_a_fault_of_the_field(
    blank: FlaskClient, pages: str
) -> None:
    sent = answers(blank.get(f"{pages}/nouveau").text)

    page = blank.post(f"{pages}/nouveau", data=sent | {"visit_amount": "half_days-" + "9" * 5000})

    assert page.status_code == 422


def test_preview_leaves_closed_weeks_out_of_visits_and_price(
    session: Session, world: World, blank: FlaskClient, pages: str, firm: Member
) -> None:
    world.groupement.halfday_price_cents = 16800
    whose = {"groupement_id": firm.groupement_id, "member_id": firm.id}
    add_closure(session, **whose, starts_on=date(2099, 1, 12), ends_on=date(2099, 1, 23))
    session.commit()
    typed = answers(blank.get(f"{pages}/nouveau").text) | {"skill": "SECU-CYB", "cadence": "weekly"}

    assert words(blank.post(f"{pages}/apercu", data=typed).text) == (
        "Cela fait 2 interventions d’une demi-journée : 2 demi-journées, environ 336 € HT"
        " Les jours de fermeture de l’entreprise ne comptent pas."
    )
