"""The calendar of a plan: who is where, by week, by month, over the period, or as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import format_date

from cdo_share.core.text import has_words
from cdo_share.web.coordinator.plans.calendar import (
    Rows,
    Span,
    cell_rows,
    halves_of,
    person_rows,
    shown_visits,
    week_days,
)
from cdo_share.web.coordinator.plans.page import PlanPage, open_plan, render_plan
from cdo_share.web.paging import part_of, searched_words

blueprint = Blueprint("plan_calendars", __name__, url_prefix="/plans/<int:plan_id>/calendrier")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the address asks for, made fit: the first day shown lies in the period."""

    rows: Rows
    span: Span
    first: date
    words: str

    @classmethod
    def of(cls, page: PlanPage) -> "_Wish":
        start = request.args.get("debut", page.period.starts_on, type=date.fromisoformat)
        return cls(
            request.args.get("lignes", Rows.CDO, type=Rows),
            request.args.get("vue", Span.WEEK, type=Span),
            min(max(start, page.period.starts_on), page.period.ends_on),
            searched_words(),
        )


@blueprint.get("")
def index(plan_id: int) -> str:
    """Show the calendar of `?vue=`, with a row per CDO or member (`?lignes=`), 50 at a time."""
    page = open_plan(plan_id)
    wish = _Wish.of(page)
    show = {Span.WEEK: _week, Span.MONTH: _month, Span.PERIOD: _period, Span.LIST: _list}
    return render_plan("calendar.html", page, wish=wish, **show[wish.span](page, wish))


def _week(page: PlanPage, wish: _Wish) -> dict[str, Any]:
    days = week_days(_monday(wish.first))
    part = part_of(person_rows(page, wish.rows, shown_visits(page, days[0], days[-1]), wish.words))
    return {
        "part": part,
        "days": days,
        "open_days": _open_days(page),
        "lines": [(row, halves_of(row, days)) for row in part.things],
        **_beside(page, wish, days[0], days[0] + timedelta(days=7)),
    }


def _month(page: PlanPage, wish: _Wish) -> dict[str, Any]:
    first = wish.first.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    inside = [day for day in _working_days(page) if first <= day < after]
    return {
        **_cells(page, wish, [(day, day) for day in inside]),
        "title": str(format_date(first, "LLLL y")),
        **_beside(page, wish, first, after),
    }


def _period(page: PlanPage, wish: _Wish) -> dict[str, Any]:
    mondays = sorted({_monday(day) for day in _working_days(page)})
    weeks = [(monday, monday + timedelta(days=6)) for monday in mondays]
    return _cells(page, wish, weeks)


def _cells(page: PlanPage, wish: _Wish, spans: Sequence[tuple[date, date]]) -> dict[str, Any]:
    shown = shown_visits(page, spans[0][0], spans[-1][1]) if spans else []
    part = part_of(person_rows(page, wish.rows, shown, wish.words))
    return {"part": part, "spans": spans, "lines": cell_rows(part.things, spans)}


def _list(page: PlanPage, wish: _Wish) -> dict[str, Any]:
    shown = [one for _, one in shown_visits(page, page.period.starts_on, page.period.ends_on)]
    found = [
        one
        for one in shown
        if has_words(wish.words, [one.cdo_name, one.demand.member_name, one.demand.title])
    ]
    return {"part": part_of(found)}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _open_days(page: PlanPage) -> set[date]:
    return {date.fromisoformat(day) for day in page.sheet.instance["days"]}


def _working_days(page: PlanPage) -> list[date]:
    return sorted(_open_days(page))


def _beside(page: PlanPage, wish: _Wish, begins: date, after: date) -> dict[str, str]:
    """Return the addresses of the stretches before and after, empty outside the period."""
    before = begins - timedelta(days=1)
    return {
        "before_url": _address(page, wish, before) if begins > page.period.starts_on else "",
        "after_url": _address(page, wish, after) if after <= page.period.ends_on else "",
    }


def _address(page: PlanPage, wish: _Wish, start: date) -> str:
    return url_for(
        "coordinator.plan_calendars.index",
        plan_id=page.plan.id,
        vue=wish.span.value,
        lignes=wish.rows.value,
        debut=start.isoformat(),
        q=wish.words or None,
    )
