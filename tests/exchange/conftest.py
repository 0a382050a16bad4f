"""Sentences in French, and a groupement into which tables are imported."""

from collections.abc import Callable
from datetime import datetime

import pytest
from babel.support import Translations
from sqlalchemy.orm import Session

from cdo_share.core.i18n import Message
from cdo_share.web.folders import TRANSLATIONS
from tests.exchange.desk import Desk
from tests.factories import a_groupement, a_person


@pytest.fixture(scope="session")
def french() -> Callable[[Message], str]:
    """Return a function that says a message in French."""
    translations = Translations.load(TRANSLATIONS, ["fr"])

    def say(message: Message) -> str:
        sentence = translations.gettext(message.msgid)
        return str(sentence % message.values if message.values else sentence)

    return say


@pytest.fixture
def desk(session: Session, now: datetime) -> Desk:
    """Return a groupement and somebody who imports into it."""
    return Desk(session, a_groupement(session), a_person(session), now)
