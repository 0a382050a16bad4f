"""The catalogue of skills and their levels, read once from skills.toml beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill with its name and an example a shop owner would give, in both languages."""

    code: str
    label_fr: str
    label_en: str
    example_fr: str
    example_en: str

    def label(self, language: str) -> str:
        """Return the name in French ("fr") or English."""
        return self.label_fr if language == "fr" else self.label_en

    def example(self, language: str) -> str:
        """Return the example in French ("fr") or English."""
        return self.example_fr if language == "fr" else self.example_en


@dataclass(frozen=True, slots=True)
class Level:
    """How well a skill is mastered, from 1 to 3, with what it means to a shop owner."""

    value: int
    label_fr: str
    label_en: str
    hint_fr: str
    hint_en: str

    def label(self, language: str) -> str:
        """Return the name in French ("fr") or English."""
        return self.label_fr if language == "fr" else self.label_en

    def hint(self, language: str) -> str:
        """Return what it means in French ("fr") or English."""
        return self.hint_fr if language == "fr" else self.hint_en


def _read() -> tuple[Mapping[str, Skill], Mapping[int, Level]]:
    with (Path(__file__).parent / "skills.toml").open("rb") as file:
        rows = tomllib.load(file)
    skills = {row["code"]: Skill(**row) for row in rows["skill"]}
    levels = {row["value"]: Level(**row) for row in rows["level"]}
    return MappingProxyType(skills), MappingProxyType(levels)


SKILLS, LEVELS = _read()


def skill_label(code: str, language: str) -> str:
    """Return the name of a skill; a code that has left the catalogue names itself."""
    return SKILLS[code].label(language) if code in SKILLS else code
