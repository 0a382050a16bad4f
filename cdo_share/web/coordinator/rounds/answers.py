"""Who has answered the round, and reminding those who have not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.answers import Answering, list_answering
from cdo_share.notifications.reminders import remind
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.web.auth import actor
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.period import find_round
from cdo_share.web.extensions import db
from cdo_share.web.formats import moment_text
from cdo_share.web.period import local_today
from cdo_share.web.sending import sending

blueprint = Blueprint("answers", __name__, url_prefix="/reponses")

FILTERS = ("", "manquantes")
MOST_DIGITS = 20  # of a row's number as a browser sends it


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One member or CDO as the page shows them; texts ready to read."""

    answering: Answering
    answer: str
    tone: str
    symbol: str

    @property
    def can_be_reminded(self) -> bool:
        """Return whether a mail could still ask them."""
        one = self.answering
        people = {person.email for person in one.people}
        asked = people or {invitation.email for invitation in one.invitations}
        return not one.has_answered and bool(asked - one.reminded.keys())


@blueprint.get("")
def index() -> str:
    """Show members and CDOs with their answers; `?voir=manquantes` only those without."""
    period = find_round()
    if period is None:
        return render_template("coordinator/answers/empty.html")
    rows = [_row(one) for one in list_answering(db.session, period.groupement_id, period.id)]
    shown = request.args.get("voir", "") if request.args.get("voir") in FILTERS else ""
    return render_template(
        "coordinator/answers/index.html",
        period=period,
        is_open=period.state is PeriodState.OPEN,
        days_left=_days_left(period),
        counts=_count(rows),
        shown=shown,
        members=_shown(rows, RoleKind.MEMBER, shown),
        cdos=_shown(rows, RoleKind.CDO, shown),
        can_remind=any(row.can_be_reminded for row in rows),
        now=utc_now(),
    )


def _days_left(period: Period) -> int | None:
    """Return the days until the last day to answer, 0 on that day; None when it has none."""
    return (period.closes_on - local_today()).days if period.closes_on else None


def _row(one: Answering) -> AnswerRow:
    if not one.has_answered:
        return AnswerRow(one, str(gettext("Not yet")), "warm", "hourglass-split")
    if one.kind is RoleKind.CDO:
        text = str(gettext("Availability confirmed"))
    elif one.demands:
        text = str(ngettext("%(num)d demand", "%(num)d demands", one.demands))
    else:
        text = str(gettext("Nothing needed"))
    return AnswerRow(one, text, "good", "check-lg")


def _shown(rows: list[AnswerRow], kind: RoleKind, shown: str) -> list[AnswerRow]:
    """Return the rows of a kind that fit the filter, those without an answer first."""
    fitting = [row for row in rows if row.answering.kind is kind]
    if shown:
        fitting = [row for row in fitting if not row.answering.has_answered]
    return sorted(fitting, key=lambda row: row.answering.has_answered)


def _count(rows: list[AnswerRow]) -> dict[str, int]:
    """Return how many members and CDOs there are, and how many of them have answered."""
    answering = [row.answering for row in rows]
    members = [one for one in answering if one.kind is RoleKind.MEMBER]
    cdos = [one for one in answering if one.kind is RoleKind.CDO]
    return {
        "members": len(members),
        "members_answered": sum(one.has_answered for one in members),
        "cdos": len(cdos),
        "cdos_answered": sum(one.has_answered for one in cdos),
    }


@blueprint.post("/relancer")
def send_reminders() -> Any:
    """Remind one member or CDO, all of a kind, or all who have not answered; each person once."""
    period = find_round()
    if period is None:
        raise NotFound(N_("There is no such period in this groupement."))
    period_id, groupement_id = period.id, actor().groupement_id
    with transaction(db.session):
        mails = remind(
            db.session,
            groupement_id=groupement_id,
            period_id=period_id,
            **_chosen(),
            sending=sending(),
        )
        leaves = [mail.next_try_at for mail in mails]
        note_act("remind", ("period", period_id), count=len(mails))
    flash(_reminded_text(leaves), "success" if leaves else "info")
    back = request.form.get("retour", "")
    if back == "verification":
        return redirect(url_for("coordinator.readiness.index", periode=period_id))
    return redirect(url_for("coordinator.answers.index", periode=period_id, voir=back or None))


def _chosen() -> dict[str, Any]:
    """Return whom `sujet=member-12` or `sujet=cdo` stands for, for the service; all without it.

    Raises NotFound.
    """
    kind, dash, number = request.form.get("sujet", "").partition("-")
    if not kind:
        return {}
    if kind not in (RoleKind.MEMBER, RoleKind.CDO):
        raise NotFound(N_("There is nobody of that name to remind."))
    if not dash:
        return {"kind": RoleKind(kind)}
    return {"subject": (RoleKind(kind), _row_number(number))}


def _row_number(text: str) -> int:
    """Return the number of a row; raises NotFound for what is none."""
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise NotFound(N_("There is nobody of that name to remind."))
    return min(int(text), GREATEST_ROW_NUMBER)


def _reminded_text(leaves: list[datetime]) -> str:
    """Return how many reminders leave, and when; `leaves` are their instants."""
    if not leaves:
        return str(gettext("Nobody is left to remind: everybody was reminded once already."))
    count = len(leaves)
    if min(leaves) <= utc_now():
        return str(ngettext("One reminder leaves now.", "%(num)d reminders leave now.", count))
    return str(
        ngettext(
            "One reminder leaves on %(moment)s: never at night or on a Sunday.",
            "%(num)d reminders leave on %(moment)s: never at night or on a Sunday.",
            count,
            moment=moment_text(min(leaves)),
        )
    )
