"""The closed lists of the tables: codes, what they are called, and what people write instead."""

import difflib
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cdo_share.accounts.skills import LEVELS, SKILLS


def plain(text: str) -> str:
    """Return a text as it is compared: small letters without accents, words and digits only.

    >>> plain(" Toutes les 2 SEMAINES – à l’heure ")
    'toutes les 2 semaines a l heure'
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = (letter if letter.isalnum() else " " for letter in letters if not _is_mark(letter))
    return " ".join("".join(kept).split())


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) != 0


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a closed list: its code and its label in both languages."""

    code: str
    fr: str
    en: str

    def label(self, language: str) -> str:
        """Return the label in French ("fr") or English."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list, by code, and every way to write its entries."""

    terms: Mapping[str, Term]
    spellings: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """Return the code that a text means; None when it means none."""
        return self.spellings.get(plain(text))

    def label(self, code: str, language: str) -> str:
        """Return the label of a code; one that has left the list names itself."""
        return self.terms[code].label(language) if code in self.terms else code

    def labels(self, language: str) -> list[str]:
        """Return all labels in the order of the list."""
        return [term.label(language) for term in self.terms.values()]

    def suggest(self, text: str, language: str) -> str:
        """Return the label nearest to a text, empty when none is near."""
        near = difflib.get_close_matches(plain(text)[:80], self.spellings, 1, 0.75)
        return self.label(self.spellings[near[0]], language) if near else ""


def _vocabulary(entries: Mapping[str, tuple[str, str, list[str]]]) -> Vocabulary:
    spellings: dict[str, str] = {}
    for code, (french, english, also) in entries.items():
        for spelling in (code, french, english, *also):
            spellings.setdefault(plain(spelling), code)
    terms = {code: Term(code, texts[0], texts[1]) for code, texts in entries.items()}
    return Vocabulary(MappingProxyType(terms), MappingProxyType(spellings))


def _read() -> Mapping[str, Vocabulary]:
    with (Path(__file__).parent / "vocabularies.toml").open("rb") as file:
        lists = tomllib.load(file)
    found = {
        name: _vocabulary({code: (row["fr"], row["en"], row["also"]) for code, row in rows.items()})
        for name, rows in lists.items()
    }
    found["skill"] = _vocabulary(
        {skill.code: (skill.label_fr, skill.label_en, []) for skill in SKILLS.values()}
    )
    found["level"] = _vocabulary(
        {str(level.value): (level.label_fr, level.label_en, []) for level in LEVELS.values()}
    )
    return MappingProxyType(found)


VOCABULARIES = _read()
