"""A CDO's usual week and exceptions, as typed on the page."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Regime, RoleKind
from cdo_share.availability.models import ExceptionKind
from cdo_share.availability.queries import get_availability
from cdo_share.core.audit import AuditEntry
from cdo_share.core.grid import GridKind, Half
from tests.factories import a_groupement, a_period, a_person, a_role, an_engagement
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.pages import answers, main_part, words


@dataclass
class Cdo:
    """A CDO with a browser."""

    engagement: Engagement
    client: FlaskClient

    @property
    def path(self) -> str:
        """Return the address of the availability page."""
        return f"/cdo/{self.engagement.id}/disponibilites"


@pytest.fixture
def cdo(session: Session, client_of: ClientOf) -> Cdo:
    groupement, person = a_groupement(session), a_person(session, name="Anne Le Bihan")
    engagement = an_engagement(session, groupement, person_id=person.id)
    a_role(session, person, groupement, RoleKind.CDO, engagement_id=engagement.id)
    return Cdo(engagement, client_of(person))


def stored(session: Session, cdo: Cdo) -> tuple[set[tuple[int, Half]], list[tuple[object, ...]]]:
    """Return pattern and exceptions as stored."""
    session.expire_all()
    known = get_availability(session, cdo.engagement.groupement_id, cdo.engagement.id)
    exceptions = [
        (e.kind, e.starts_on, e.starts_half, e.ends_on, e.ends_half) for e in known.exceptions
    ]
    return set(known.pattern), exceptions


def leave(**changes: str) -> dict[str, str]:
    """Return a filled form for a week of leave."""
    values = {
        "kind": "leave",
        "starts_on": "2027-02-15",
        "starts_half": "am",
        "ends_on": "2027-02-19",
        "ends_half": "pm",
        "repeats": "never",
    }
    return values | changes


def test_usual_week_is_stored_as_ticked(session: Session, cdo: Cdo) -> None:
    answer = cdo.client.post(
        f"{cdo.path}/semaine", data={"work-0-am": "1", "work-4-pm": "1", "work-7-am": "1"}
    )

    assert answer.location == cdo.path
    assert stored(session, cdo)[0] == {(0, Half.AM), (4, Half.PM)}


def test_usual_week_shows_what_is_stored(cdo: Cdo) -> None:
    cdo.client.post(f"{cdo.path}/semaine", data={"work-2-am": "1"})

    page = cdo.client.get(cdo.path).get_data(as_text=True)

    assert page.count('value="1" checked') == 1
    assert 'name="work-2-am" value="1" checked' in page
    assert "Disponible dans une semaine type : 1 demi-journée." in words(page)


def test_leave_is_stored_and_listed(session: Session, cdo: Cdo) -> None:
    answer = cdo.client.post(f"{cdo.path}/exceptions", data=leave(), follow_redirects=True)

    expected = (ExceptionKind.LEAVE, date(2027, 2, 15), Half.AM, date(2027, 2, 19), Half.PM)
    assert stored(session, cdo)[1] == [expected]
    assert "15 février 2027 au 19 février 2027" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_on": ""}, "Indiquez le premier jour."),
        ({"ends_on": "2027-02-12"}, "15 février 2027"),
    ],
)
def test_leave_with_a_fault_keeps_what_was_typed(
    session: Session, cdo: Cdo, changes: dict[str, str], sentence: str
) -> None:
    answer = cdo.client.post(f"{cdo.path}/exceptions", data=leave(kind="training", **changes))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert '<option selected value="training">' in page
    assert stored(session, cdo)[1] == []


def test_exception_is_removed(session: Session, cdo: Cdo) -> None:
    cdo.client.post(f"{cdo.path}/exceptions", data=leave())
    known = get_availability(session, cdo.engagement.groupement_id, cdo.engagement.id)

    answer = cdo.client.post(f"{cdo.path}/exceptions/{known.exceptions[0].id}/retrait")

    assert answer.location == cdo.path
    assert stored(session, cdo)[1] == []
    page = cdo.client.get(cdo.path).text
    assert "L’entrée est supprimée." in page
    undo = page[page.index("L’entrée est supprimée.") :]
    values = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', undo[:1500]))
    values.pop("csrf_token")
    assert "L’entrée est supprimée." not in cdo.client.get(cdo.path).text

    cdo.client.post(f"{cdo.path}/exceptions", data=values)

    expected = (ExceptionKind.LEAVE, date(2027, 2, 15), Half.AM, date(2027, 2, 19), Half.PM)
    assert stored(session, cdo)[1] == [expected]


def test_usual_week_of_somebody_else_meanwhile_is_told_and_what_was_ticked_is_kept(
    session: Session, cdo: Cdo
) -> None:
    page = cdo.client.get(cdo.path).text
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    cdo.client.post(f"{cdo.path}/semaine", data={"work-4-pm": "1", "seen": seen})

    answer = cdo.client.post(f"{cdo.path}/semaine", data={"work-0-am": "1", "seen": seen})

    assert answer.status_code == 409
    assert "lundi après-midi : c’était « disponible », c’est maintenant « indisponible »" in words(
        answer.text
    )
    assert "vendredi après-midi : c’" not in words(answer.text)
    assert re.findall(r'name="(work-[^"]+)" value="1" checked', answer.text) == ["work-0-am"]
    assert stored(session, cdo)[0] == {(4, Half.PM)}
    again = re.findall(r'name="seen" value="([^"]+)"', answer.text)[0]
    cdo.client.post(f"{cdo.path}/semaine", data={"work-0-am": "1", "seen": again})
    assert stored(session, cdo)[0] == {(0, Half.AM)}


def hours_of(session: Session, cdo: Cdo) -> dict[tuple[int, Half], str]:
    """Return the week as stored, hour by hour."""
    session.expire_all()
    keys = cdo.engagement.groupement_id, cdo.engagement.id
    return dict(get_availability(session, *keys).pattern)


def test_hours_are_stored_as_ticked_and_survive_the_page_of_halfdays(
    session: Session, cdo: Cdo
) -> None:
    typed = {"work-0-am-0": "1", "work-0-am-1": "1", "work-4-pm-3": "1", "work-9-pm-3": "1"}

    answer = cdo.client.post(f"{cdo.path}/heures", data=typed)
    first = hours_of(session, cdo)
    page = cdo.client.get(cdo.path).text
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    cdo.client.post(f"{cdo.path}/semaine", data={"work-4-pm": "1", "seen": seen})

    assert answer.location == cdo.path
    assert first == {(0, Half.AM): "1100", (4, Half.PM): "0001"}
    assert "Disponible dans une semaine type : 0 demi-journée (3 heures" in words(page)
    assert words(page).count("En partie") == 2
    assert hours_of(session, cdo) == {(0, Half.AM): "1100", (4, Half.PM): "1111"}


def test_week_is_counted_as_the_present_period_is_planned(session: Session, cdo: Cdo) -> None:
    groupement = session.get_one(Groupement, cdo.engagement.groupement_id)
    period = a_period(session, groupement, starts_on=date(2099, 1, 5), ends_on=date(2099, 1, 30))
    session.commit()
    typed = {
        f"work-{day}-{half}-{hour}": "1"
        for day in range(5)
        for half in ("am", "pm")
        for hour in range(4)
    }
    del typed["work-4-pm-3"]
    cdo.client.post(f"{cdo.path}/heures", data=typed)

    by_halves = words(cdo.client.get(cdo.path).text)
    period.grid_kind = GridKind.HOUR
    session.commit()
    by_hours = words(cdo.client.get(cdo.path).text)

    week = "Disponible dans une semaine type :"
    assert (
        f"{week} 9 demi-journées (3 heures de demi-journées en partie ne comptent pas ici)."
        in by_halves
    )
    assert f"{week} 39 heures." in by_hours


def test_hours_show_what_is_stored(cdo: Cdo) -> None:
    cdo.client.post(f"{cdo.path}/heures", data={"work-2-pm-1": "1"})

    page = cdo.client.get(f"{cdo.path}/heures").text

    assert page.count('type="checkbox"') == 40
    assert re.findall(r'name="(work-[^"]+)"[^>]* checked', page) == ["work-2-pm-1"]


def test_forfait_jours_never_sees_an_hour(session: Session, cdo: Cdo) -> None:
    cdo.engagement.regime = Regime.FORFAIT_JOURS
    session.commit()

    pages = cdo.client.get(cdo.path).text, cdo.client.get(f"{cdo.path}/heures")

    assert "heures" not in words(main_part(pages[0])).lower()
    assert re.findall(r"\d\d:\d\d", main_part(pages[0])) == []
    assert pages[1].status_code == 404
    assert cdo.client.post(f"{cdo.path}/heures", data={}).status_code == 404
    assert len(stored(session, cdo)[0]) == 10


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"repeats": "monthly", "starts_on": "2027-02-09", "ends_on": "2027-02-09"},
            "le deuxième mardi de chaque mois, du 9 février 2027 au 30 juin 2027",
        ),
        (
            {
                "repeats": "weekly",
                "starts_on": "2027-02-09",
                "ends_on": "2027-02-09",
                "ends_half": "am",
            },
            "chaque mardi matin, du 9 février 2027 au 30 juin 2027",
        ),
        (
            {"repeats": "fortnightly", "starts_on": "2027-02-19"},
            "un vendredi sur deux, du 19 février 2027 au 30 juin 2027",
        ),
        (
            {"repeats": "fortnightly"},
            "15 février 2027 au 19 février 2027, puis une semaine sur deux jusqu’au 30 juin 2027",
        ),
        (
            {"repeats": "monthly"},
            "15 février 2027 au 19 février 2027, puis à partir du troisième lundi de chaque mois "
            "jusqu’au 30 juin 2027",
        ),
    ],
)
def test_repeating_exception_is_told_in_plain_words(
    cdo: Cdo, changes: dict[str, str], sentence: str
) -> None:
    typed = leave(repeats_until="2027-06-30", **changes)

    page = cdo.client.post(f"{cdo.path}/exceptions", data=typed, follow_redirects=True).text

    assert sentence in words(page)


def test_repetition_without_an_end_is_refused_at_its_field(session: Session, cdo: Cdo) -> None:
    answer = cdo.client.post(f"{cdo.path}/exceptions", data=leave(repeats="weekly"))

    assert answer.status_code == 422
    assert re.findall(r'<p class="field-error" id="([^"]+)"', answer.text) == [
        "repeats_until-error"
    ]
    assert re.findall(r'value="(\w+)"[^>]*checked|checked[^>]*value="(\w+)"', answer.text)[-1] == (
        "",
        "weekly",
    )
    assert stored(session, cdo)[1] == []


def the_exception(session: Session, cdo: Cdo) -> str:
    """Return the address of the only exception."""
    session.expire_all()
    known = get_availability(session, cdo.engagement.groupement_id, cdo.engagement.id)
    return f"{cdo.path}/exceptions/{known.exceptions[0].id}"


def test_exception_is_changed_on_a_page_of_its_own(session: Session, cdo: Cdo) -> None:
    cdo.client.post(f"{cdo.path}/exceptions", data=leave())
    address = the_exception(session, cdo)
    shown = answers(cdo.client.get(address).text)

    answer = cdo.client.post(address, data=shown | {"ends_on": "2027-02-17", "ends_half": "am"})

    assert answer.location == cdo.path
    expected = (ExceptionKind.LEAVE, date(2027, 2, 15), Half.AM, date(2027, 2, 17), Half.AM)
    assert stored(session, cdo)[1] == [expected]


def test_exception_changed_by_somebody_else_meanwhile_is_told_and_typed_words_are_kept(
    session: Session, cdo: Cdo
) -> None:
    cdo.client.post(f"{cdo.path}/exceptions", data=leave())
    address = the_exception(session, cdo)
    shown = answers(cdo.client.get(address).text)
    cdo.client.post(address, data=shown | {"ends_on": "2027-02-16"})

    answer = cdo.client.post(address, data=shown | {"ends_on": "2027-02-18"})

    assert answer.status_code == 409
    said = words(answer.text)
    assert (
        "Entrée : c’était « Congés, du 15 février 2027 au 19 février 2027 »,"
        " c’est maintenant « Congés, du 15 février 2027 au 16 février 2027 »"
    ) in said
    assert "Dernière modification : Anne Le Bihan." in said
    kept = answers(answer.text)
    assert kept["ends_on"] == "2027-02-18"
    assert cdo.client.post(address, data=kept).location == cdo.path
    assert stored(session, cdo)[1][0][3] == date(2027, 2, 18)


def test_entries_that_change_nothing_are_told_and_stand_last(session: Session, cdo: Cdo) -> None:
    ahead = {"starts_on": "2099-02-16", "ends_on": "2099-02-17"}
    over = {"starts_on": "2020-02-15", "ends_on": "2020-02-19"}
    weekend = {"starts_on": "2099-02-14", "ends_on": "2099-02-15"}
    address = f"{cdo.path}/exceptions"

    pages = [
        words(cdo.client.post(address, data=leave(**days), follow_redirects=True).text)
        for days in (ahead, over, weekend)
    ]

    assert ["l’entrée ne change rien" in page for page in pages] == [False, True, True]
    shown = pages[-1]
    assert shown.index("16 février 2099") < shown.index("15 février 2020")


def test_every_act_is_written_down(session: Session, cdo: Cdo) -> None:
    cdo.client.post(f"{cdo.path}/semaine", data={"work-0-am": "1"})
    cdo.client.post(f"{cdo.path}/exceptions", data=leave())
    address = the_exception(session, cdo)
    cdo.client.post(address, data=leave(ends_half="am"))
    cdo.client.post(f"{address}/retrait")

    acts = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(act.action, act.thing_id) for act in acts] == [
        (action, str(cdo.engagement.id))
        for action in ("set_pattern", "add_exception", "edit_exception", "remove_exception")
    ]
    assert {act.person_id for act in acts} == {cdo.engagement.person_id}


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/interventions",
        "/disponibilites",
        "/disponibilites/heures",
        "/engagement",
        "/agendas",
    ],
)
def test_page_of_a_new_cdo_says_what_to_do(cdo: Cdo, session: Session, page: str) -> None:
    with recorded_statements(session) as statements:
        answer = cdo.client.get(f"/cdo/{cdo.engagement.id}{page}")

    assert answer.status_code == 200
    assert len(statements) <= 15
