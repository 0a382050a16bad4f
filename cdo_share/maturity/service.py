"""Filling the questionnaire in, leaving it, and finishing it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.queries import get_member
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.maturity.catalogue import MOST_POINTS, QUESTIONS
from cdo_share.maturity.models import Assessment, AssessmentDraft
from cdo_share.maturity.queries import find_draft
from cdo_share.maturity.scoring import overall_of, score

CODES = frozenset(question.code for question in QUESTIONS)


def keep_answers(
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    answers: Mapping[str, int],
    now: datetime,
) -> AssessmentDraft:
    """Keep answers to some questions beside those given before; strange ones are left out.

    Raises NotFound for a member of another groupement.
    """
    member = get_member(session, groupement_id, member_id)
    draft = find_draft(session, groupement_id, member_id)
    if draft is None:
        draft = AssessmentDraft(
            groupement_id=groupement_id, member_id=member.id, answers={}, updated_at=now
        )
        session.add(draft)
    draft.answers = draft.answers | {
        code: points
        for code, points in answers.items()
        if code in CODES and points in range(MOST_POINTS + 1)
    }
    draft.updated_at = now
    session.flush()
    return draft


def finish_assessment(
    session: Session,
    *,
    groupement_id: int,
    member_id: int,
    person_id: int | None,
    now: datetime,
) -> Assessment:
    """Turn the answers that were kept into an assessment.

    Raises InvalidInput naming every question without an answer.
    """
    draft = find_draft(session, groupement_id, member_id)
    answers = draft.answers if draft else {}
    missing = [question.code for question in QUESTIONS if question.code not in answers]
    if missing or draft is None:
        raise InvalidInput(
            *(Fault(code, N_("Choose the sentence that fits best.")) for code in missing)
        )
    scores = score(answers)
    assessment = Assessment(
        groupement_id=groupement_id,
        member_id=member_id,
        answers=dict(answers),
        scores=scores,
        overall=overall_of(scores),
        taken_by_id=person_id,
        taken_at=now,
    )
    session.add(assessment)
    session.delete(draft)
    session.flush()
    return assessment
