"""French first, English switchable: which language a page speaks, and translating messages."""

from datetime import date, time
from typing import Any

from flask import has_request_context, request, session
from flask_babel import format_decimal, get_locale, gettext
from flask_login import current_user

from cdo_share.core.dates import clock_words, day_words
from cdo_share.core.i18n import Message

LANGUAGES = (("fr", "Français"), ("en", "English"))
MANY = 10_000  # from here on the digits of a number are set in groups
CODES = tuple(code for code, _ in LANGUAGES)


def choose_language() -> str:
    """Return the language of the session, the person or the browser, in that order; else French."""
    if not has_request_context():
        return "fr"
    chosen = session.get("language")
    if chosen in CODES:
        return str(chosen)
    if current_user.is_authenticated:
        return str(current_user.language)
    return request.accept_languages.best_match(CODES, "fr") or "fr"


def language() -> str:
    """Return the language of the present page, "fr" or "en"."""
    return str(get_locale() or "fr")[:2]


def translate(message: Message) -> str:
    """Return a capability's message in the language of the page."""
    values = {name: _readable(value) for name, value in message.values.items()}
    return str(gettext(message.msgid, **values))


def _readable(value: Any) -> Any:
    if isinstance(value, Message):
        return translate(value)
    if isinstance(value, date):
        return day_words(value, "d MMMM y", language())
    if isinstance(value, time):
        return clock_words(value, language())
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= MANY):
        return format_decimal(value)
    return value
