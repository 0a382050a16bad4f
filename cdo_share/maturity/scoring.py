"""From answers to scores, and from many firms' scores to one to compare with; pure."""

from collections.abc import Collection, Mapping
from statistics import median

from cdo_share.maturity.catalogue import DIMENSIONS, MOST_POINTS, Dimension

Answers = Mapping[str, int]
Scores = Mapping[str, int]
FEWEST_FIRMS = 5  # below it, a median could be traced back to a firm


def count_answered(answers: Answers, dimension: Dimension) -> int:
    """Return how many questions of a dimension are answered."""
    return sum(question.code in answers for question in dimension.questions)


def score_dimension(answers: Answers, dimension: Dimension) -> int:
    """Return the score of a dimension, 0 to 100: its points in percent of those there are."""
    points = sum(answers[question.code] for question in dimension.questions)
    return _rounded(100 * points / (MOST_POINTS * len(dimension.questions)))


def score(answers: Answers) -> dict[str, int]:
    """Return the score of every dimension by code, 0 to 100; the answers must be complete."""
    return {one.code: score_dimension(answers, one) for one in DIMENSIONS}


def overall_of(scores: Scores) -> int:
    """Return the mean of the scores, 0 to 100.

    >>> overall_of({"a": 50, "b": 75})
    63
    """
    return _rounded(sum(scores.values()) / len(scores))


def medians(firms: Collection[Scores]) -> dict[str, int] | None:
    """Return the median of other firms' scores by dimension; None while they are too few."""
    if len(firms) < FEWEST_FIRMS:
        return None
    return {one.code: _rounded(median(scores[one.code] for scores in firms)) for one in DIMENSIONS}


def _rounded(value: float) -> int:
    """Halves go up: Python would send them to the even number."""
    return int(value + 0.5)
