"""What people change about themselves."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import PasswordReset
from cdo_share.accounts.profile import LANGUAGES, change_password, change_profile
from cdo_share.accounts.recovery import ask_reset
from cdo_share.accounts.service import authenticate, set_password
from cdo_share.core.errors import InvalidInput
from cdo_share.web.languages import CODES
from tests.factories import a_person

EMAIL = "anne@legoff.example"
PRESENT, SENTENCE = "le phare du bout du quai", "une marée haute à sept heures"


def test_languages_are_those_of_the_pages() -> None:
    assert LANGUAGES == CODES


def test_change_profile_stores_a_clean_name_and_the_language(session: Session) -> None:
    person = a_person(session)
    change_profile(person, name="  Anne   Le Goff ", language="en")
    assert (person.name, person.language) == ("Anne Le Goff", "en")


@pytest.mark.parametrize(
    ("name", "language", "field"), [(" ", "fr", "name"), ("Anne", "br", "language")]
)
def test_change_profile_refuses_and_changes_nothing(
    session: Session, name: str, language: str, field: str
) -> None:
    person = a_person(session, name="Annick", language="en")

    with pytest.raises(InvalidInput) as refusal:
        change_profile(person, name=name, language=language)

    assert [fault.field for fault in refusal.value.faults] == [field]
    assert (person.name, person.language) == ("Annick", "en")


def test_change_password_sets_it_and_ends_the_links(session: Session, now: datetime) -> None:
    person = a_person(session, email=EMAIL)
    set_password(session, person, PRESENT)
    ask_reset(session, EMAIL, now=now)

    change_password(session, person, present=PRESENT, password=SENTENCE, now=now)

    assert authenticate(session, EMAIL, PRESENT) is None
    assert authenticate(session, EMAIL, SENTENCE) is person
    assert session.scalars(select(PasswordReset.used_at)).all() == [now]


@pytest.mark.parametrize(
    ("present", "password", "field"),
    [("not the right sentence", SENTENCE, "present"), (PRESENT, "trop court", "password")],
)
def test_change_password_refused_leaves_it_as_it_was(
    session: Session, now: datetime, present: str, password: str, field: str
) -> None:
    person = a_person(session, email=EMAIL)
    set_password(session, person, PRESENT)

    with pytest.raises(InvalidInput) as refusal:
        change_password(session, person, present=present, password=password, now=now)

    assert [fault.field for fault in refusal.value.faults] == [field]
    assert authenticate(session, EMAIL, PRESENT) is person


def test_change_password_nobody_has_none_to_present(session: Session, now: datetime) -> None:
    person = a_person(session)
    with pytest.raises(InvalidInput):
        change_password(session, person, present="", password=SENTENCE, now=now)
