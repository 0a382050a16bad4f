"""The answers of a form in words, right or not: what two who write one draft are told apart by."""

from typing import Any

from flask_babel import gettext

from cdo_share.demands.models import Wish
from cdo_share.web.demand_sheet.declined import reason_texts
from cdo_share.web.demand_sheet.sheet import Sheet
from cdo_share.web.formats import full_day, half_text, skill_text, weekday_text

CHOSEN = ("visit_amount", "visits_per_window", "cadence", "place", "level", "urgency")
TYPED = ("title", "total_visits", "remote_visits")
DAYS = ("earliest_on", "latest_on")
TICKED = ("same_moment", "accepts_two")


def answer_words(sheet: Sheet) -> dict[str, str]:
    """Return the answers by their question."""
    form = sheet.form
    skill = form.skill.data
    return {
        str(form.skill.label.text): skill_text(skill) if skill else "",
        **{_label(sheet, name): str(form[name].data or "") for name in TYPED},
        **{_label(sheet, name): _chosen(form[name]) for name in (*CHOSEN, "urgency_reason")},
        **{_label(sheet, name): _day(form[name]) for name in DAYS},
        **{_label(sheet, name): _yes(form[name].data) for name in TICKED},
        str(gettext("The same CDO as before")): _yes(form.keep_cdo.data),
        str(gettext("Preferred half-days")): _halfdays(sheet, Wish.PREFERRED),
        str(gettext("Impossible half-days")): _halfdays(sheet, Wish.IMPOSSIBLE),
        str(gettext("Would rather not have")): _declined(sheet),
    }


def _label(sheet: Sheet, name: str) -> str:
    return str(sheet.form[name].label.text)


def _chosen(field: Any) -> str:
    texts = {str(value): str(text) for value, text, *_ in field.choices}
    return texts.get(str(field.data), "")


def _day(field: Any) -> str:
    """Return the day, or what was typed where it is none."""
    return full_day(field.data) if field.data else " ".join(field.raw_data or ())


def _yes(is_so: bool) -> str:
    return str(gettext("yes")) if is_so else ""


def _halfdays(sheet: Sheet, wish: Wish) -> str:
    marked = sorted(halfday for halfday, one in sheet.wishes.items() if one is wish)
    return ", ".join(f"{weekday_text(day)} {half_text(half)}" for day, half in marked)


def _declined(sheet: Sheet) -> str:
    texts = reason_texts()
    return ", ".join(
        f"{cdo.name} ({texts[sheet.declined[cdo.engagement_id]]})"
        for cdo in sheet.case.cdos
        if cdo.engagement_id in sheet.declined
    )
