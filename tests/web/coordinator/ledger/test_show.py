"""The coordinator reads the ledger, sets it right, chooses its rules, takes it home."""

import csv
import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.ledger.models import LedgerAdjustment
from cdo_share.ledger.reading import read_rules
from cdo_share.ledger.rules import Rules
from tests.factories import a_groupement, a_member, a_period, a_person, a_role
from tests.ledger.conftest import Autumn, autumn  # noqa: F401 - a fixture
from tests.ledger.past import a_release, asks
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.coordinator.reading import body_rows
from tests.web.pages import answers, main_part, words


@pytest.fixture
def coordinator(session: Session, autumn: Autumn) -> Person:  # noqa: F811
    person = a_person(session, name="Claire Morvan")
    a_role(session, person, autumn.groupement, RoleKind.COORDINATOR)
    session.commit()
    return person


@pytest.fixture
def pages(autumn: Autumn) -> str:  # noqa: F811
    return f"/coordination/{autumn.groupement.slug}/equite"


def test_members_stand_in_order_of_what_is_owed(browser: FlaskClient, pages: str) -> None:
    page = browser.get(pages).text

    assert body_rows(page) == [
        "Atelier Aubin 20 10 12 −2 −2 1,10",
        "Brasserie Bihan 30 20 18 +2 +2 0,93",
    ]
    assert 'class="bar-demand" x="0.0" y="2" height="8" width="50.0"' in page
    assert 'class="bar-supply" x="50.0" y="2" height="8" width="50.0"' in page


def test_names_are_found(browser: FlaskClient, pages: str) -> None:
    assert body_rows(browser.get(f"{pages}?q=aubin").text) == ["Atelier Aubin 20 10 12 −2 −2 1,10"]
    assert "Aucun adhérent ne correspond" in browser.get(f"{pages}?q=zzz").text


def test_ledger_without_a_release_says_when_it_begins(
    session: Session, client_of: ClientOf, coordinator: Person
) -> None:
    empty = a_groupement(session)
    a_role(session, coordinator, empty, RoleKind.COORDINATOR)
    session.commit()

    page = client_of(coordinator).get(f"/coordination/{empty.slug}/equite").text

    assert "Le registre commence avec la première version publiée." in page


def test_account_of_a_member_shows_every_sum(
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
) -> None:
    page = words(main_part(browser.get(f"{pages}/adherents/{autumn.a.id}").text))

    for told in (
        "Encore dû : 2 demi-journées. Ses besoins pèseront davantage la prochaine fois.",
        "Obtenu 9 prévues ou faites + 1 abandonnées par l’adhérent 10",
        "annulé : 2 par le CDO, 1 par la coordination, 1 par une version suivante",
        "Part équitable 20 × 30 ÷ 50 = 12",
        "Coefficient 1 − (−2) ÷ 20 = 1,10",
        "Un besoin ordinaire 10 × 1,10 = 11",
        "Un besoin à couvrir bientôt 15 × 1,10 = 16,5 ≈ 17",
    ):
        assert told in page, told


def test_account_of_a_cdo_shows_load_and_time(
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
) -> None:
    page = words(main_part(browser.get(f"{pages}/cdo/{autumn.cdo.id}").text))

    assert "Exactement une charge égale." in page
    assert "Charge interventions prévues ou faites 29" in page
    assert "Charge égale 40 × 29 ÷ 40 = 29" in page


@pytest.mark.parametrize("path", ["adherents", "cdo"])
def test_account_of_nobody_is_not_found(browser: FlaskClient, pages: str, path: str) -> None:
    assert browser.get(f"{pages}/{path}/99999").status_code == 404


def test_member_is_set_right_once(
    session: Session,
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
) -> None:
    address = f"{pages}/adherents/{autumn.a.id}"
    form = answers(browser.get(address).text)
    form |= {"period_id": str(autumn.period.id), "halfdays": "2", "reason": "board"}

    sent = [browser.post(address, data=form).location for _ in range(2)]

    assert sent == [address, address]
    assert session.query(LedgerAdjustment).count() == 1
    page = words(main_part(browser.get(address).text))
    assert "Exactement la part équitable." in page
    assert "+2 Décision du bureau" in page
    assert "Claire Morvan" in page


def test_cdo_is_set_right(
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
) -> None:
    address = f"{pages}/cdo/{autumn.cdo.id}"
    form = answers(browser.get(address).text)
    form |= {"period_id": str(autumn.period.id), "halfdays": "-3", "reason": "absence"}

    assert browser.post(address, data=form).location == address

    assert "3 demi-journées de moins qu’une charge égale." in words(browser.get(address).text)


@pytest.mark.parametrize(
    ("typed", "faulty"),
    [
        ({"halfdays": "0"}, ["halfdays"]),
        ({"halfdays": "deux"}, ["halfdays"]),
        ({"period_id": "99", "reason": ""}, ["period_id", "reason"]),
        ({"reason": "envy"}, ["reason"]),
    ],
)
def test_adjustment_that_makes_no_sense_is_told(
    session: Session,
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
    typed: dict[str, str],
    faulty: list[str],
) -> None:
    address = f"{pages}/adherents/{autumn.a.id}"
    right = {"period_id": str(autumn.period.id), "halfdays": "2", "reason": "board"}

    answer = browser.post(address, data=right | typed)

    assert answer.status_code == 422
    found = [name for name in right if f'id="{name}-error"' in answer.text]
    assert (found, session.query(LedgerAdjustment).count()) == (faulty, 0)


def test_rules_are_chosen(
    session: Session,
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
) -> None:
    form = answers(browser.get(f"{pages}/reglages").text)
    assert (form["keep_percent"], form["cap_percent"], "is_weighing" in form) == ("50", "25", True)
    form |= {"keep_percent": "80", "cap_percent": "5"}
    del form["is_weighing"]

    assert browser.post(f"{pages}/reglages", data=form).location == pages

    session.expire_all()
    chosen = Rules(keep_percent=80, cap_percent=5, is_weighing=False)
    assert read_rules(session, autumn.groupement.id) == chosen
    page = browser.get(pages).text
    assert "le coefficient est de 1 pour tout le monde" in words(page)
    assert body_rows(page)[0] == "Atelier Aubin 20 10 12 −2 −1"


def test_rules_changed_meanwhile_are_shown(
    session: Session,
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
) -> None:
    form = answers(browser.get(f"{pages}/reglages").text)
    browser.post(f"{pages}/reglages", data=form | {"keep_percent": "80"})

    answer = browser.post(f"{pages}/reglages", data=form | {"keep_percent": "10"})

    assert answer.status_code == 409
    assert "c’était « 50 », c’est maintenant « 80 »" in words(answer.text)
    browser.post(f"{pages}/reglages", data=answers(answer.text))
    session.expire_all()
    assert read_rules(session, autumn.groupement.id).keep_percent == 10


@pytest.mark.parametrize("typed", ["-1", "101", "x", ""])
def test_rules_out_of_range_are_refused(
    session: Session,
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
    typed: str,
) -> None:
    form = answers(browser.get(f"{pages}/reglages").text)

    answer = browser.post(f"{pages}/reglages", data=form | {"keep_percent": typed})

    assert (answer.status_code, 'id="keep_percent-error"' in answer.text) == (422, True)
    assert read_rules(session, autumn.groupement.id) == Rules()


def test_export_has_every_line(browser: FlaskClient, pages: str) -> None:
    answer = browser.get(f"{pages}/registre.csv")

    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert [len(row) for row in rows] == [20] * 4
    assert rows[1][1:5] == ["Atelier Aubin", "Automne 2026", "20,0", "10,0"]
    assert rows[1][12:19] == ["12,0", "-2,0", "0,0", "0,0", "5,0", "-2,0", "1,1"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_pages_send_as_many_statements_for_many_members_as_for_two(
    session: Session,
    browser: FlaskClient,
    pages: str,
    autumn: Autumn,  # noqa: F811
) -> None:
    paths = [pages, f"{pages}/adherents/{autumn.a.id}", f"{pages}/registre.csv"]

    def counts() -> list[int]:
        found = []
        for path in paths:
            session.expire_all()
            with recorded_statements(session) as statements:
                assert browser.get(path).status_code == 200
            found.append(len(statements))
        return found

    counts()  # the first page of a session notes that it is alive
    few = counts()
    later = a_period(
        session, autumn.groupement, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 26)
    )
    for _ in range(12):
        asks(session, a_member(session, autumn.groupement), later, 4)
    a_release(session, later)
    session.commit()

    assert counts() == few
    assert max(few) <= 15
