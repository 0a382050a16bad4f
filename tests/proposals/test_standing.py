"""How an answer counts, to the second of the deadline."""

from datetime import UTC, datetime, timedelta

import pytest

from cdo_share.accounts.models import RoleKind
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import Answer
from cdo_share.proposals.standing import (
    Agreement,
    PartyStanding,
    Standing,
    Terms,
    count_standings,
    outdated,
    standing_of,
)

UNTIL = datetime(2026, 12, 18, 23, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("silence_accepts", "now", "standing"),
    [
        (True, UNTIL - SECOND, Standing.WAITING),
        (True, UNTIL, Standing.SILENT),
        (False, UNTIL - SECOND, Standing.WAITING),
        (False, UNTIL, Standing.MISSED),
    ],
)
def test_silence_counts_from_the_very_instant_of_the_deadline(
    silence_accepts: bool, now: datetime, standing: Standing
) -> None:
    assert standing_of(Answer.WAITING, Terms(UNTIL, silence_accepts), now) is standing


@pytest.mark.parametrize("silence_accepts", [True, False])
def test_words_count_whatever_silence_means(silence_accepts: bool) -> None:
    terms = Terms(UNTIL, silence_accepts)

    assert standing_of(Answer.ACCEPTED, terms, UNTIL + SECOND) is Standing.ACCEPTED
    assert standing_of(Answer.ASKS, terms, UNTIL + SECOND) is Standing.ASKS


def test_who_had_time_left_when_all_ended_never_counts_as_silent() -> None:
    ended = Terms(UNTIL, silence_accepts=True, ended_at=UNTIL - SECOND)

    assert standing_of(Answer.WAITING, ended, UNTIL + SECOND) is Standing.WAITING
    late = Terms(UNTIL, silence_accepts=True, ended_at=UNTIL)
    assert standing_of(Answer.WAITING, late, UNTIL + SECOND) is Standing.SILENT


def test_answers_are_taken_before_the_deadline_and_the_end() -> None:
    terms = Terms(UNTIL, silence_accepts=False)

    assert terms.is_open(UNTIL - SECOND)
    assert not terms.is_open(UNTIL)
    assert not Terms(UNTIL, False, ended_at=UNTIL - SECOND).is_open(UNTIL - 2 * SECOND)


def agreement(*standings: Standing) -> Agreement:
    parties = (
        PartyStanding(Subject(RoleKind.CDO, number), one) for number, one in enumerate(standings)
    )
    return Agreement(1, parties=tuple(parties))


def test_agreement_is_reached_when_all_accept_in_words_or_by_silence() -> None:
    assert agreement(Standing.ACCEPTED, Standing.SILENT).is_reached
    assert not agreement(Standing.ACCEPTED, Standing.MISSED).is_reached
    assert not agreement(Standing.ACCEPTED, Standing.ASKS).is_reached
    assert not Agreement().is_reached


def test_agreement_tells_its_parties_apart() -> None:
    found = agreement(*Standing)

    assert [one.standing for one in found.accepted] == [Standing.ACCEPTED, Standing.SILENT]
    assert [one.standing for one in found.waiting] == [Standing.WAITING, Standing.MISSED]
    assert [one.standing for one in found.asks] == [Standing.ASKS]
    assert count_standings(one.standing for one in found.parties) == dict.fromkeys(Standing, 1)


@pytest.mark.parametrize(
    ("standing", "said", "changed", "found"),
    [
        (Standing.ACCEPTED, UNTIL, UNTIL + SECOND, Standing.OUTDATED),
        (Standing.ACCEPTED, UNTIL, UNTIL, Standing.OUTDATED),
        (Standing.ACCEPTED, UNTIL + SECOND, UNTIL, Standing.ACCEPTED),
        (Standing.SILENT, UNTIL, UNTIL + SECOND, Standing.OUTDATED),
        (Standing.SILENT, UNTIL, UNTIL, Standing.OUTDATED),
        (Standing.SILENT, UNTIL + SECOND, UNTIL, Standing.SILENT),
        (Standing.ACCEPTED, UNTIL, None, Standing.ACCEPTED),
        (Standing.SILENT, None, UNTIL, Standing.SILENT),
        (Standing.WAITING, UNTIL, UNTIL + SECOND, Standing.WAITING),
        (Standing.MISSED, UNTIL, UNTIL + SECOND, Standing.MISSED),
        (Standing.ASKS, UNTIL, UNTIL + SECOND, Standing.ASKS),
    ],
)
def test_acceptance_counts_only_when_given_after_the_last_change(
    standing: Standing, said: datetime | None, changed: datetime | None, found: Standing
) -> None:
    """What was said at the very instant of a change was said of what stood before it."""
    assert outdated(standing, said, changed) is found


@pytest.mark.parametrize(
    ("changed_at", "standing"),
    [(UNTIL - SECOND, Standing.SILENT), (UNTIL, Standing.OUTDATED)],
)
def test_silence_accepts_what_stood_at_the_deadline(
    changed_at: datetime, standing: Standing
) -> None:
    silent = Subject(RoleKind.CDO, 1)
    parties = (PartyStanding(silent, Standing.SILENT),)
    one = Agreement(1, answer_until=UNTIL, parties=parties)

    assert [party.standing for party in one.since({silent: changed_at}).parties] == [standing]
    assert one.since({}).parties == parties
