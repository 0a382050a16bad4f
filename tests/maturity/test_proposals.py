"""What is proposed first, and what is not proposed at all."""

from cdo_share.accounts.skills import SKILLS
from cdo_share.maturity.proposals import Proposal, propose
from tests.maturity.answering import all_answers


def skills(found: list[Proposal]) -> list[str]:
    """Return the skills that are proposed, in order."""
    return [one.skill for one in found]


def test_best_answers_ask_for_nothing() -> None:
    assert propose(all_answers(3), SKILLS) == []


def test_security_and_invoices_come_first() -> None:
    assert skills(propose(all_answers(0), SKILLS)) == ["GEST-FACT", "SECU-CYB", "VENTE-WEB"]


def test_worse_answer_comes_before_a_better_one_of_the_same_weight() -> None:
    found = propose(all_answers(3, invoices=2, backups=1), SKILLS)
    assert skills(found) == ["SECU-CYB", "GEST-FACT"]


def test_two_questions_with_one_skill_make_one_proposal() -> None:
    found = propose(all_answers(3, backups=1, accounts=0), SKILLS)
    assert [(one.skill, one.question.code) for one in found] == [("SECU-CYB", "accounts")]


def test_proposal_brings_level_rhythm_and_reason() -> None:
    [found] = propose(all_answers(3, found=0), SKILLS)
    assert (found.level, found.template.cadence, found.template.visits) == (2, "fortnightly", 1)
    assert found.question.why("en").startswith("Your future customers look for you online")


def test_skill_that_somebody_has_is_preferred() -> None:
    found = propose(all_answers(3, backups=0), {"SECU-PCA"})
    assert skills(found) == ["SECU-PCA"]


def test_skill_that_nobody_has_is_proposed_all_the_same() -> None:
    assert skills(propose(all_answers(3, backups=0), set())) == ["SECU-CYB"]
