"""Rows of a groupement's measures of the law, and of what is recorded of a CDO's contract."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum
from cdo_share.legal.parameters import FORFAIT_MOST_DAYS, LAW, LIMITS, ShortReason


def _whole(name: str) -> Mapped[int]:
    """Return a column that begins at what the law says without an agreement."""
    return mapped_column(default=getattr(LAW, name))


class LegalParameters(Model):
    """The measures of one groupement; without a row those of the law hold.

    Columns are those of `legal.parameters.Parameters`, each bounded as far as agreements may go.
    """

    __tablename__ = "legal_parameters"
    __table_args__ = tuple(
        CheckConstraint(f"{name} BETWEEN {limit.least} AND {limit.most}", name=name)
        for name, limit in LIMITS.items()
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), primary_key=True)
    day_max_minutes: Mapped[int] = _whole("day_max_minutes")
    week_max_minutes: Mapped[int] = _whole("week_max_minutes")
    average_max_minutes: Mapped[int] = _whole("average_max_minutes")
    break_minutes: Mapped[int] = _whole("break_minutes")
    daily_rest_minutes: Mapped[int] = _whole("daily_rest_minutes")
    week_max_days: Mapped[int] = _whole("week_max_days")
    sunday_off: Mapped[bool] = mapped_column(default=LAW.sunday_off)
    part_time_floor_minutes: Mapped[int] = _whole("part_time_floor_minutes")
    interruption_max_minutes: Mapped[int] = _whole("interruption_max_minutes")
    interruptions_max: Mapped[int] = _whole("interruptions_max")
    complementary_percent: Mapped[int] = _whole("complementary_percent")
    part_time_notice_working_days: Mapped[int] = _whole("part_time_notice_working_days")
    reference_weeks: Mapped[int] = _whole("reference_weeks")
    below_fifty: Mapped[bool] = mapped_column(default=LAW.below_fifty)
    reference_notice_days: Mapped[int] = _whole("reference_notice_days")
    convention_notice_working_days: Mapped[int] = _whole("convention_notice_working_days")
    forfait_year_days: Mapped[int] = _whole("forfait_year_days")
    forfait_year_month: Mapped[int] = _whole("forfait_year_month")
    agreement: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class LegalContract(Model):
    """What is recorded of a CDO's contract; each value is null while nobody has said it."""

    __tablename__ = "legal_contract"
    __table_args__ = (
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        CheckConstraint("weekly_minutes BETWEEN 1 AND 2880", name="weekly_minutes"),
        CheckConstraint(f"year_days BETWEEN 1 AND {FORFAIT_MOST_DAYS}", name="year_days"),
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), index=True)
    engagement_id: Mapped[int] = mapped_column(primary_key=True)
    weekly_minutes: Mapped[int | None]
    waiver_on: Mapped[date | None]
    short_reason: Mapped[ShortReason | None] = mapped_column(text_enum(ShortReason))
    forfait_signed_on: Mapped[date | None]
    year_days: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
