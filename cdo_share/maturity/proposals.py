"""From the weakest answers to a few demands, in the order in which a small firm should go; pure."""

from collections.abc import Collection
from dataclasses import dataclass

from cdo_share.maturity.catalogue import MOST_POINTS, QUESTIONS, TEMPLATES, Question, Template
from cdo_share.maturity.scoring import Answers

MOST_PROPOSALS = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A demand that would help: a skill, a level from 1 to 3, a rhythm, and the question behind."""

    skill: str
    level: int
    template: Template
    question: Question


def propose(answers: Answers, offered: Collection[str]) -> list[Proposal]:
    """Return up to three demands for different skills, what matters most first.

    A question matters by the points its answer lacks times its weight; among equals, the order
    of the questionnaire decides. One answered with all points asks for nothing. `offered` are the
    skills of the groupement's CDOs: of those that help, the first that somebody has is proposed.
    """
    found: dict[str, Proposal] = {}
    for question in sorted(QUESTIONS, key=lambda one: -_need(answers, one)):
        skill = next((one for one in question.skills if one in offered), question.skills[0])
        # A skill that is proposed already answers this question too.
        if _need(answers, question) and skill not in found:
            template = TEMPLATES[question.template]
            found[skill] = Proposal(skill, question.level, template, question)
    return list(found.values())[:MOST_PROPOSALS]


def _need(answers: Answers, question: Question) -> int:
    return (MOST_POINTS - answers[question.code]) * question.weight
