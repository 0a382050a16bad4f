"""The questionnaire: dimensions, questions, answers and what to read, from questions.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

MOST_POINTS = 3  # of one answer


@dataclass(frozen=True, slots=True)
class Resource:
    """A public page to read, with what is found there."""

    name: str
    url: str
    what_fr: str
    what_en: str

    def what(self, language: str) -> str:
        """Return what is found there, in French ("fr") or English."""
        return self.what_fr if language == "fr" else self.what_en


@dataclass(frozen=True, slots=True)
class Template:
    """A rhythm in which a first step is usually made.

    `cadence` is a word of the demands; `visits` are those of each window, or all of them when
    the cadence is "once"; `visit_halfdays` is the length of one.
    """

    code: str
    cadence: str
    visits: int
    visit_halfdays: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its four answers, worth 0 to 3 points in this order.

    `weight` (1 to 5) says what a small firm should go about first; `skills` (codes) and `level`
    who helps with it; `why` is the sentence that goes with a proposal.
    """

    code: str
    skills: tuple[str, ...]
    weight: int
    level: int
    template: str
    text_fr: str
    text_en: str
    answers_fr: tuple[str, ...]
    answers_en: tuple[str, ...]
    why_fr: str
    why_en: str

    def text(self, language: str) -> str:
        """Return the question in French ("fr") or English."""
        return self.text_fr if language == "fr" else self.text_en

    def answers(self, language: str) -> tuple[str, ...]:
        """Return the four answers in French ("fr") or English."""
        return self.answers_fr if language == "fr" else self.answers_en

    def why(self, language: str) -> str:
        """Return why a demand is proposed, in French ("fr") or English."""
        return self.why_fr if language == "fr" else self.why_en


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the six sides from which a firm is looked at."""

    code: str
    label_fr: str
    label_en: str
    hint_fr: str
    hint_en: str
    questions: tuple[Question, ...]
    resources: tuple[Resource, ...]

    def label(self, language: str) -> str:
        """Return the name in French ("fr") or English."""
        return self.label_fr if language == "fr" else self.label_en

    def hint(self, language: str) -> str:
        """Return what it is about in French ("fr") or English."""
        return self.hint_fr if language == "fr" else self.hint_en


def _question(row: dict[str, Any]) -> Question:
    lists = {name: tuple(row[name]) for name in ("skills", "answers_fr", "answers_en")}
    return Question(**(row | lists))


def _dimension(row: dict[str, Any]) -> Dimension:
    questions = tuple(_question(one) for one in row.pop("question"))
    resources = tuple(Resource(**one) for one in row.pop("resource"))
    return Dimension(**row, questions=questions, resources=resources)


def _read() -> tuple[tuple[Dimension, ...], Mapping[str, Template]]:
    with (Path(__file__).parent / "questions.toml").open("rb") as file:
        rows = tomllib.load(file)
    templates = {row["code"]: Template(**row) for row in rows["template"]}
    dimensions = tuple(_dimension(row) for row in rows["dimension"])
    return dimensions, MappingProxyType(templates)


DIMENSIONS, TEMPLATES = _read()
QUESTIONS = tuple(question for dimension in DIMENSIONS for question in dimension.questions)
