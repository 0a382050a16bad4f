"""The fairness ledger: what is owed to whom, and how even the CDOs' load is."""

from flask import Blueprint, Response, render_template

from cdo_share.core.clock import utc_now
from cdo_share.core.text import has_words
from cdo_share.ledger.queries import read_ledgers
from cdo_share.ledger.views import Account, Ledger
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.ledger_sheet.bars import bars_of
from cdo_share.web.ledger_sheet.table import ledger_csv
from cdo_share.web.paging import part_of, searched_words

blueprint = Blueprint("ledger", __name__, url_prefix="/equite")


@blueprint.get("")
def index() -> str:
    """Show members, those first to whom most is owed, then the CDOs; `?q=` finds some of both."""
    members, cdos = read_ledgers(db.session, actor().groupement_id)
    return render_template(
        "coordinator/ledger/index.html",
        members=part_of(_found(members)),
        cdos=part_of(_found(cdos), "page_cdo"),
        bars=(bars_of(members.accounts), bars_of(cdos.accounts)),
        period=members.periods[-1] if members.periods else None,
        rules=members.rules,
        words=searched_words(),
    )


@blueprint.get("/registre.csv")
def export() -> Response:
    """Send every line of the ledger as a CSV file."""
    ledgers = read_ledgers(db.session, actor().groupement_id)
    answer = Response(ledger_csv(*ledgers), content_type="text/csv; charset=utf-8")
    name = f"{actor().groupement.slug}-equite-{utc_now():%Y-%m-%d}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _found(ledger: Ledger) -> list[Account]:
    words = searched_words()
    return [one for one in ledger.accounts if not words or has_words(words, [one.name])]
