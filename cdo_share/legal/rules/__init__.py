"""The rules, one file each, in the order in which people read them."""

from cdo_share.legal.rules import (
    average_max,
    complementary_hours,
    daily_rest,
    day_max,
    day_span,
    forfait_agreement,
    forfait_clock,
    forfait_days,
    forfait_hours,
    interruption,
    labour_day,
    overtime,
    part_time_drift,
    part_time_floor,
    part_time_full,
    pause,
    public_holiday,
    six_days,
    sunday,
    trip_time,
    week_max,
    weekly_rest,
)

RULES = tuple(
    module.RULE
    for module in (
        day_max,
        week_max,
        average_max,
        pause,
        trip_time,
        daily_rest,
        day_span,
        weekly_rest,
        six_days,
        sunday,
        labour_day,
        public_holiday,
        overtime,
        part_time_floor,
        interruption,
        complementary_hours,
        part_time_full,
        part_time_drift,
        forfait_days,
        forfait_clock,
        forfait_agreement,
        forfait_hours,
    )
)
BY_CODE = {rule.code: rule for rule in RULES}
