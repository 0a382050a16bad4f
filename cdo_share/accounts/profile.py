"""What people change about themselves: name, language, password."""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.accounts.passwords import is_password_right
from cdo_share.accounts.recovery import end_resets
from cdo_share.accounts.service import clean_name, set_password
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_

LANGUAGES = ("fr", "en")


def change_profile(person: Person, *, name: str, language: str) -> None:
    """Give the person another name and another language of mails and pages; raises InvalidInput."""
    if language not in LANGUAGES:
        raise InvalidInput(Fault("language", N_("Choose French or English.")))
    person.name, person.language = clean_name(name), language


def change_password(
    session: Session, person: Person, *, present: str, password: str, now: datetime
) -> None:
    """Give the person who knows the present password a new one.

    Ends every session they have, the present one too, and every link to a new password.
    Raises InvalidInput.
    """
    if not is_password_right(person.password_hash, present):
        raise InvalidInput(Fault("present", N_("This is not your present password.")))
    set_password(session, person, password)
    end_resets(session, person.id, now=now)
