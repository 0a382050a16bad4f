"""The coordinator's pages of the law: rules and measures, contracts, findings of plans."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.clock import utc_now
from cdo_share.core.dates import day_words
from cdo_share.core.grid import HALF_DAYS
from cdo_share.legal.models import LegalParameters
from cdo_share.legal.parameters import LAW, Parameters
from cdo_share.legal.queries import get_parameters, list_contracts
from cdo_share.legal.wish import ContractWish
from cdo_share.legal.zones import list_frozen_zones
from cdo_share.planning.models import Plan, PlanVisit
from tests.factories import a_groupement, an_engagement
from tests.publishing.world import AM, At, World, publish_places
from tests.statements import recorded_statements
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.pages import answers, main_part, words

ONE_DAY = timedelta(days=1)
SUNDAY = MONDAY + 6 * ONE_DAY
AGREED = "Accord du 3 mars 2026"


@pytest.fixture
def address(pages: str) -> str:
    return f"{pages}/droit"


def test_rules_of_each_regime_name_article_and_validity(browser: FlaskClient, address: str) -> None:
    page = words(browser.get(address).text)

    assert page.count("Au plus 10 h de travail par jour, trajets entre les sites compris.") == 2
    assert "L3121-18, L3121-19 en vigueur depuis le 10 août 2016" in page
    assert "Aucun droit du travail : un bénévole est consulté avant chaque changement." in page
    assert page.count("s’annonce 7 jours ouvrés à l’avance (L3123-31)") == 1


def test_measures_are_stored_and_shown_in_the_rules(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    form = answers(browser.get(address).text)

    typed = {"day_max_minutes": "11 h 30", "agreement": AGREED}
    answer = browser.post(address, data=form | typed)

    assert answer.location == address
    session.expire_all()
    assert get_parameters(session, world.groupement.id) == Parameters(
        day_max_minutes=690, agreement=AGREED
    )
    page = browser.get(address).text
    assert answers(page)["day_max_minutes"] == "11 h 30"
    assert "Au plus 11 h 30 de travail par jour" in words(page)


def test_unticked_sunday_is_an_exemption(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    form = answers(browser.get(address).text)
    assert form.pop("sunday_off") == "y"

    browser.post(address, data=form | {"agreement": AGREED})

    session.expire_all()
    assert not get_parameters(session, world.groupement.id).sunday_off


def test_measure_beyond_the_law_is_refused_and_kept(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    form = answers(browser.get(address).text)
    typed = {"day_max_minutes": "13", "break_minutes": "vingt", "daily_rest_minutes": "9 h"}

    answer = browser.post(address, data=form | typed)

    assert answer.status_code == 422
    page = answer.text
    for field in ("day_max_minutes", "break_minutes", "agreement"):
        assert page.count(f'id="{field}-error"') == 1
    assert {name: answers(page)[name] for name in typed} == typed
    assert "Donnez une valeur de 1 h à 12 h (L3121-19)." in words(page)
    assert get_parameters(session, world.groupement.id) == LAW


def test_second_of_two_editors_sees_the_difference(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    form = answers(browser.get(address).text)
    browser.post(address, data=form | {"forfait_year_days": "210"})

    answer = browser.post(address, data=form | {"forfait_year_days": "205"})

    assert answer.status_code == 409
    assert "Jours par an : c’était « 218 », c’est maintenant « 210 »" in words(answer.text)
    kept = answers(answer.text)
    assert kept["forfait_year_days"] == "205"
    assert browser.post(address, data=kept).location == address
    session.expire_all()
    assert get_parameters(session, world.groupement.id).forfait_year_days == 205


def test_contract_of_part_time_is_recorded(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    world.zoe.regime = Regime.PART_TIME
    session.commit()
    sheet = f"{address}/contrats/{world.zoe.id}"
    form = answers(browser.get(sheet).text)

    answer = browser.post(sheet, data=form | {"weekly_minutes": "24,5", "waiver_on": "01/09/2026"})

    assert answer.location == f"{address}#contracts"
    session.expire_all()
    recorded = ContractWish(weekly_minutes=1470, waiver_on=date(2026, 9, 1))
    assert list_contracts(session, world.groupement.id) == {world.zoe.id: recorded}
    page = words(browser.get(address).text)
    assert "24 h 30 par semaine, demande du 1er septembre 2026" in page


def test_each_cdo_has_the_day_from_which_their_days_may_change(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    world.zoe.regime = Regime.PART_TIME
    session.commit()
    zone = list_frozen_zones(session, world.groupement.id, now=utc_now())[world.zoe.id]

    page = words(browser.get(address).text)

    first_free = day_words(zone.first_free, "d MMMM y", "fr")
    assert f"Zoé Martin Temps partiel heures non consignées à partir du {first_free}" in page
    assert "Yann Guégan Horaire rien à consigner à tout moment" in page


def test_contract_that_cannot_be_is_refused_and_kept(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    world.zoe.regime = Regime.PART_TIME
    session.commit()
    sheet = f"{address}/contrats/{world.zoe.id}"
    form = answers(browser.get(sheet).text)
    typed = {"weekly_minutes": "beaucoup", "waiver_on": "2099-01-01"}

    answer = browser.post(sheet, data=form | typed)

    assert answer.status_code == 422
    assert {name: answers(answer.text)[name] for name in typed} == typed
    for field in typed:
        assert answer.text.count(f'id="{field}-error"') == 1
    assert list_contracts(session, world.groupement.id) == {}


def test_second_of_two_who_record_a_contract_is_told(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    world.zoe.regime = Regime.FORFAIT_JOURS
    session.commit()
    sheet = f"{address}/contrats/{world.zoe.id}"
    form = answers(browser.get(sheet).text)
    browser.post(sheet, data=form | {"forfait_signed_on": "2026-09-01"})

    answer = browser.post(sheet, data=form | {"forfait_signed_on": "2026-09-02"})

    assert answer.status_code == 409
    assert "nouveau, « 1er septembre 2026 »" in words(answer.text)
    assert browser.post(sheet, data=answers(answer.text)).location == f"{address}#contracts"
    session.expire_all()
    recorded = list_contracts(session, world.groupement.id)[world.zoe.id]
    assert recorded.forfait_signed_on == date(2026, 9, 2)


def test_contract_of_another_groupement_is_not_found(
    session: Session, browser: FlaskClient, address: str
) -> None:
    foreign = an_engagement(session, a_groupement(session))
    session.commit()

    assert browser.get(f"{address}/contrats/{foreign.id}").status_code == 404
    assert browser.post(f"{address}/contrats/{foreign.id}").status_code == 404


def test_regime_without_anything_to_record_says_so(
    world: World, browser: FlaskClient, address: str
) -> None:
    page = words(main_part(browser.get(f"{address}/contrats/{world.zoe.id}").text))

    assert "rien à consigner" in page


def test_plan_that_keeps_the_law_says_so(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, AM))

    page = words(browser.get(f"{pages}/plans/{plan.id}/droit").text)
    line = words(browser.get(f"{pages}/plans/{plan.id}/droit/avis").text)

    assert "Rien à signaler : toutes les règles sont respectées." in page
    assert line == "Droit du travail : toutes les règles sont respectées"


def test_what_cannot_be_checked_is_not_called_kept(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    world.zoe.regime = Regime.FORFAIT_JOURS
    session.commit()
    plan = plan_of(At(world.shop, world.zoe, MONDAY, AM))

    line = words(browser.get(f"{pages}/plans/{plan.id}/droit/avis").text)
    item = words(browser.get(f"{pages}/plans/{plan.id}/publier/droit").text)

    assert line == "Droit du travail : rien d’interdit, 1 point à consigner ou à savoir"
    assert item.startswith("Le droit du travail n’interdit rien ici ; 1 point reste à consigner")


def put_on(session: Session, plan: Plan, days: list[date]) -> None:
    """Move the visits of a plan to these days, as no search would."""
    visits = session.scalars(select(PlanVisit).where(PlanVisit.plan_id == plan.id))
    for visit, day in zip(visits.all(), days, strict=True):
        visit.day = day
    session.commit()


def test_findings_of_a_plan_name_cdo_article_and_remedy(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, AM))
    put_on(session, plan, [SUNDAY])

    page = words(main_part(browser.get(f"{pages}/plans/{plan.id}/droit").text))
    line = words(browser.get(f"{pages}/plans/{plan.id}/droit/avis").text)

    assert page.index("Zoé Martin") < page.index("Dimanche Empêche la publication")
    assert "est un dimanche : le repos est donné le dimanche (L3132-3)." in page
    assert "Déplacez l’intervention à un jour de la semaine." in page
    assert line == "Droit du travail : une remarque empêche la publication"


def test_many_findings_of_one_rule_are_folded(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    weeks = [number * 7 * ONE_DAY for number in range(3)]
    plan = plan_of(*(At(world.shop, world.zoe, MONDAY + week, AM) for week in weeks))
    put_on(session, plan, [SUNDAY + week for week in weeks])

    page = main_part(browser.get(f"{pages}/plans/{plan.id}/droit").text)

    shown, folded = page.split("<summary>1 autre du même genre</summary>")
    assert [words(part).count("est un dimanche") for part in (shown, folded)] == [2, 1]


def test_page_of_the_plan_asks_for_the_line(
    world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, AM))

    page = browser.get(f"{pages}/plans/{plan.id}").text

    assert f'hx-get="{pages}/plans/{plan.id}/droit/avis"' in page
    assert f'href="{pages}/plans/{plan.id}/droit"' in page


def test_plan_of_another_groupement_is_not_found(
    session: Session, world: World, browser: FlaskClient, plan_of: PlanOf, pages: str
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, AM))
    other = pages.rsplit("/", 1)[0] + "/ailleurs"

    assert browser.get(f"{other}/plans/{plan.id}/droit").status_code == 404
    assert browser.get(f"{pages}/plans/{plan.id + 1}/droit").status_code == 404


def test_visits_in_force_are_judged(
    session: Session, world: World, browser: FlaskClient, address: str
) -> None:
    exempt = LegalParameters(groupement_id=world.groupement.id, sunday_off=False)
    session.add(exempt)
    publish_places(session, world, [At(world.shop, world.zoe, SUNDAY, AM)], utc_now())
    session.delete(exempt)
    session.commit()

    page = words(browser.get(f"{address}/en-vigueur").text)

    assert "est un dimanche" in page
    assert "le travail d’un CDO a été examiné" in page


def test_settings_lead_to_the_law(browser: FlaskClient, pages: str, address: str) -> None:
    assert f'href="{address}"' in browser.get(f"{pages}/reglages").text


def test_statements_do_not_grow_with_the_plan(
    session: Session, world: World, browser: FlaskClient, pages: str, plan_of: PlanOf
) -> None:
    counts = []
    for cdos in ([world.zoe], [world.zoe, world.yann]):
        places = [
            At(demand, cdo, MONDAY + number * ONE_DAY, slot)
            for cdo, demand in zip(cdos, (world.shop, world.stock), strict=False)
            for number in range(4)
            for slot in range(len(HALF_DAYS.slots))
        ]
        address = f"{pages}/plans/{plan_of(*places).id}/droit"
        browser.get(address)  # the first request of a session is written down
        session.expire_all()
        with recorded_statements(session) as statements:
            assert browser.get(address).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 15
