"""Texts of a feed: fit for every client, and in the reader's language without a request."""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

import cdo_share
from cdo_share.core.text import clean_line, clean_lines

Say = Callable[[str], str]
MAX_LINE = 200
MAX_DESCRIPTION = 500
CATALOGUES = Path(cdo_share.__file__).parent / "translations"


@lru_cache(maxsize=8_192)  # the same names and titles stand in many events
def feed_line(text: str) -> str:
    """Return the text as a summary, place or name: one clean line, not too long."""
    return _without_backslashes(clean_line(text, MAX_LINE))


@lru_cache(maxsize=8_192)
def feed_lines(lines: tuple[str, ...]) -> str:
    """Return the lines as a description, not too long."""
    return _without_backslashes(clean_lines(lines, MAX_DESCRIPTION))


def _without_backslashes(text: str) -> str:
    r"""Return `C:/New` for `C:\New`: many readers, and our own writer, take `\N` for a new line."""
    return text.replace("\\", "/")


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [language])


def speaker(language: str) -> Say:
    """Return the function that translates our message ids into `language`."""
    return _catalogue(language).ugettext
