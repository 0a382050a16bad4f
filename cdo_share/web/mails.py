"""Mail texts from templates/mail, in the reader's language; needs no request, no application."""

from functools import cache
from typing import Any

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cdo_share.web.folders import TEMPLATES, TRANSLATIONS


def render_mail(template: str, language: str, **values: Any) -> str:
    """Return the text of a mail template; its first line is the subject."""
    return _environment(language).get_template(template).render(**values)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(  # noqa: S701 - plain text, nothing to escape
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = Translations.load(TRANSLATIONS, [language])
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        translations, newstyle=True
    )
    return environment
