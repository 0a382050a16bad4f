"""What people type, made fit to be stored, shown on one line, and sent to calendars and mails."""

import unicodedata
from collections.abc import Iterable


def clean_line(text: str, limit: int | None = None) -> str:
    r"""Return `text` on one line: invisible characters go, runs of white space become a space.

    A text longer than `limit` characters is cut, and ends in “…”.

    >>> clean_line(" Refaire\n le\x00  site ")
    'Refaire le site'
    """
    visible = (character for character in text if character.isprintable() or character.isspace())
    return _shortened(" ".join("".join(visible).split()), limit)


def alphabetical(name: str) -> tuple[str, str]:
    """Return what sorts names as a French directory does: accents and capitals come last.

    >>> sorted(["Voile", "Électricité", "édition", "Fer"], key=alphabetical)
    ['édition', 'Électricité', 'Fer', 'Voile']
    """
    return folded(name), name


def folded(text: str) -> str:
    """Return a text without capitals and accents, so that both ways of typing it are found.

    >>> folded("Électricité")
    'electricite'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def has_words(typed: str, texts: Iterable[str]) -> bool:
    """Return whether each word typed stands, whole or begun anywhere, in one of the texts.

    >>> has_words("goff auray", ["Chantier Le Goff", "Auray"])
    True
    """
    found = folded("\n".join(texts))
    return all(word in found for word in folded(typed).split())


def clean_lines(lines: Iterable[str], limit: int) -> str:
    """Return the lines that are not empty, each cleaned, as one text of at most `limit`."""
    cleaned = (clean_line(line) for line in lines)
    return _shortened("\n".join(line for line in cleaned if line), limit)


def _shortened(text: str, limit: int | None) -> str:
    return text if limit is None or len(text) <= limit else text[: limit - 1].rstrip() + "…"
