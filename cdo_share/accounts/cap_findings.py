"""What the law says of amounts, article by article: each finding names its remedy; pure."""

from collections.abc import Iterator

from cdo_share.accounts.caps import (
    AGREED_AVERAGE_HOURS,
    AVERAGE_HOURS,
    AVERAGE_WEEKS,
    HALFDAY_HOURS,
    LEGAL_WEEK_HOURS,
    PART_TIME_FLOOR_HOURS,
    VOLUNTEER_WEEK_HALFDAYS,
    WEEK_HALFDAYS,
    WEEK_HOURS,
    YEAR_HALFDAYS,
    Caps,
    Finding,
    Severity,
    pro_rata_halfdays,
)
from cdo_share.accounts.models import Regime
from cdo_share.core.i18n import N_


def rest_findings(regime: Regime, caps: Caps) -> Iterator[Finding]:
    """Say whether the week leaves a day of rest."""
    if regime is Regime.VOLUNTEER or caps.week_cap_halfdays <= WEEK_HALFDAYS:
        return
    article = "L3132-2" if regime is Regime.FORFAIT_JOURS else "L3132-1"
    yield Finding(
        "week_cap_halfdays",
        Severity.BLOCKING,
        article,
        N_(
            "%(halfdays)s half-days leave no day of rest in the week (%(article)s); "
            "enter %(most)s at most."
        ),
        {"halfdays": caps.week_cap_halfdays, "most": WEEK_HALFDAYS},
    )


def week_findings(caps: Caps) -> Iterator[Finding]:
    """Say whether the fullest week keeps within 48 hours."""
    hours = caps.week_hours + caps.outside_hours
    if hours > WEEK_HOURS:
        yield Finding(
            "week_cap_halfdays",
            Severity.BLOCKING,
            "L3121-20",
            N_(
                "With the work elsewhere that makes %(hours)s hours in a week; the law allows "
                "%(limit)s (%(article)s). Enter %(most)s half-days at most."
            ),
            {"hours": hours, "limit": WEEK_HOURS, "most": _halfdays_within(caps, WEEK_HOURS)},
        )


def _halfdays_within(caps: Caps, hours: float) -> int:
    return max(0, int((hours - caps.outside_hours) // HALFDAY_HOURS))


def average_findings(caps: Caps) -> Iterator[Finding]:
    """Say whether twelve weeks keep within 44 hours on average."""
    halfdays = caps.most_halfdays_in(AVERAGE_WEEKS)
    hours = halfdays * HALFDAY_HOURS / AVERAGE_WEEKS + caps.outside_hours
    is_too_much = hours > AGREED_AVERAGE_HOURS
    if hours <= AVERAGE_HOURS or caps.week_hours + caps.outside_hours > WEEK_HOURS:
        return
    free = (AVERAGE_HOURS - caps.outside_hours) * AVERAGE_WEEKS / HALFDAY_HOURS
    values = {"hours": round(hours, 1), "limit": AVERAGE_HOURS, "most": max(0, int(free))}
    if is_too_much:
        sentence = N_(
            "Over 12 weeks that makes %(hours)s hours a week on average, work elsewhere included; "
            "the law allows %(limit)s (%(article)s). Enter an average of %(most)s half-days at "
            "most in 12 weeks."
        )
        yield Finding("average_halfdays", Severity.BLOCKING, "L3121-22", sentence, values)
        return
    sentence = N_(
        "Over 12 weeks that makes %(hours)s hours a week on average, work elsewhere included: "
        "above %(limit)s only with an agreement or a permit (%(article)s). Without one, enter an "
        "average of %(most)s half-days at most in 12 weeks."
    )
    yield Finding("average_halfdays", Severity.TO_CONFIRM, "L3121-23", sentence, values)


def overtime_findings(caps: Caps) -> Iterator[Finding]:
    """Say whether the fullest week holds overtime."""
    if caps.week_hours > LEGAL_WEEK_HOURS:
        yield Finding(
            "week_cap_halfdays",
            Severity.TO_CONFIRM,
            "L3121-27",
            N_(
                "A full week makes %(hours)s hours: those above %(limit)s are overtime "
                "(%(article)s). Enter 10 half-days to stay within."
            ),
            {"hours": caps.week_hours, "limit": LEGAL_WEEK_HOURS},
        )


def part_time_findings(caps: Caps) -> Iterator[Finding]:
    """Say whether part time is less than full time and more than its floor."""
    values = {"hours": caps.week_hours}
    if caps.week_hours >= LEGAL_WEEK_HOURS:
        yield Finding(
            "week_cap_halfdays",
            Severity.BLOCKING,
            "L3121-27",
            N_(
                "%(hours)s hours a week are full time (%(article)s); enter 9 half-days at most, "
                "or choose another regime."
            ),
            values,
        )
    if caps.week_hours < PART_TIME_FLOOR_HOURS:
        yield Finding(
            "week_cap_halfdays",
            Severity.TO_CONFIRM,
            "L3123-7",
            N_(
                "%(hours)s hours a week are less than the 24 of a part-time contract "
                "(%(article)s). Enter 7 half-days, or keep the employee's written and reasoned "
                "request in the file."
            ),
            values,
        )


def forfait_findings(caps: Caps, period_days: int) -> Iterator[Finding]:
    """Say whether the half-days of a period fit into 218 days a year."""
    share = pro_rata_halfdays(period_days)
    if caps.period_cap_halfdays > YEAR_HALFDAYS:
        yield Finding(
            "period_cap_halfdays",
            Severity.BLOCKING,
            "L3121-64",
            N_(
                "%(halfdays)s half-days are more than the 218 days of a year (%(article)s); "
                "enter %(most)s at most."
            ),
            {"halfdays": caps.period_cap_halfdays, "most": share},
        )
    elif caps.period_cap_halfdays > share:
        yield Finding(
            "period_cap_halfdays",
            Severity.TO_CONFIRM,
            "L3121-64",
            N_(
                "%(halfdays)s half-days are more than the period's share of 218 days a year, "
                "%(most)s (%(article)s). Enter %(most)s, or plan less in the rest of the year."
            ),
            {"halfdays": caps.period_cap_halfdays, "most": share},
        )


def volunteer_findings(caps: Caps) -> Iterator[Finding]:
    """Say whether it is still a helping hand."""
    if caps.week_cap_halfdays > VOLUNTEER_WEEK_HALFDAYS:
        yield Finding(
            "week_cap_halfdays",
            Severity.TO_CONFIRM,
            "",
            N_(
                "%(halfdays)s half-days a week are much for a volunteer. Enter %(most)s at most, "
                "or choose a regime with a contract."
            ),
            {"halfdays": caps.week_cap_halfdays, "most": VOLUNTEER_WEEK_HALFDAYS},
        )
