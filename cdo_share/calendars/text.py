"""Texts of a feed in the reader's language, without a request to read it from."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

import cdo_share

Say = Callable[[str], str]
CATALOGUES = Path(cdo_share.__file__).parent / "translations"


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [language])


def speaker(language: str) -> Say:
    """Return the function that translates our message ids into `language`."""
    return _catalogue(language).ugettext
