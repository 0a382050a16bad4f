"""The questionnaire is whole: six sides, four questions, four sentences, two languages."""

import re

import pytest

from cdo_share.accounts.skills import LEVELS, SKILLS
from cdo_share.demands.models import Cadence
from cdo_share.maturity.catalogue import DIMENSIONS, QUESTIONS, TEMPLATES, Question

LOOSE_PUNCTUATION = re.compile(r"[\w%)] [:;?!»]|« |'")


def test_there_are_six_sides_of_four_questions() -> None:
    assert [len(one.questions) for one in DIMENSIONS] == [4] * 6
    assert len({question.code for question in QUESTIONS}) == 24


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.code)
def test_question_can_be_answered_and_leads_somewhere(question: Question) -> None:
    assert [len(set(question.answers(language))) for language in ("fr", "en")] == [4, 4]
    assert set(question.skills) <= set(SKILLS)
    assert question.level in LEVELS
    assert question.weight in range(1, 6)
    assert question.template in TEMPLATES


def test_templates_speak_of_rhythms_that_a_demand_can_have() -> None:
    assert {template.cadence for template in TEMPLATES.values()} <= set(Cadence)


def test_french_is_typeset_as_french() -> None:
    texts = [
        text
        for question in QUESTIONS
        for text in (question.text_fr, question.why_fr, *question.answers_fr)
    ]
    texts += [one.hint_fr for one in DIMENSIONS]
    assert [text for text in texts if LOOSE_PUNCTUATION.search(text)] == []


def test_resources_are_public_pages_over_https() -> None:
    urls = [resource.url for one in DIMENSIONS for resource in one.resources]
    assert [url for url in urls if not url.startswith("https://")] == []
    assert all(one.resources for one in DIMENSIONS)


def test_security_and_invoices_weigh_most() -> None:
    heaviest = {question.skills[0] for question in QUESTIONS if question.weight == 5}
    assert heaviest == {"GEST-FACT", "SECU-CYB"}
