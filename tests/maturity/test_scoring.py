"""From answers to scores, by hand."""

import pytest

from cdo_share.maturity.catalogue import DIMENSIONS
from cdo_share.maturity.scoring import (
    count_answered,
    medians,
    overall_of,
    score,
    score_dimension,
)
from tests.maturity.answering import all_answers

STRATEGY = DIMENSIONS[0]


@pytest.mark.parametrize(("points", "percent"), [(0, 0), (1, 33), (2, 67), (3, 100)])
def test_same_answer_everywhere(points: int, percent: int) -> None:
    scores = score(all_answers(points))
    assert scores == {one.code: percent for one in DIMENSIONS}
    assert overall_of(scores) == percent


def test_dimension_is_its_points_in_percent_of_twelve() -> None:
    codes = [question.code for question in STRATEGY.questions]
    answers = dict(zip(codes, (3, 2, 1, 1), strict=True))  # 7 of 12
    assert score_dimension(answers, STRATEGY) == 58


def test_mean_of_a_half_goes_up() -> None:
    assert overall_of({"a": 50, "b": 75}) == 63
    assert overall_of({"a": 50, "b": 51}) == 51


def test_median_needs_five_other_firms() -> None:
    firms = [{one.code: value for one in DIMENSIONS} for value in (10, 20, 40, 90, 100)]
    assert medians(firms[:4]) is None
    assert medians(firms) == {one.code: 40 for one in DIMENSIONS}


def test_median_of_an_even_number_lies_between() -> None:
    firms = [{one.code: value for one in DIMENSIONS} for value in (10, 20, 41, 50, 90, 100)]
    assert medians(firms) == {one.code: 46 for one in DIMENSIONS}


def test_answered_questions_are_counted() -> None:
    assert count_answered({}, STRATEGY) == 0
    assert count_answered({"direction": 0, "backups": 3}, STRATEGY) == 1
