"""What the law says of a plan before it binds: what it forbids, what is to be confirmed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext

from cdo_share.legal.findings import Finding
from cdo_share.planning.models import Plan
from cdo_share.publishing.lawful import judge_publication
from cdo_share.publishing.service import find_difference
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.coordinator.law.words import finding_text
from cdo_share.web.coordinator.names import cdo_names
from cdo_share.web.extensions import db

MOST_TOLD = 6


def law_items(plan: Plan, now: datetime) -> list[Item]:
    """Return a line for what the law forbids, and one for each kind that must be confirmed."""
    found = find_difference(db.session, plan, now)
    ruling = judge_publication(db.session, plan, found, now)
    groups = {
        "law-forbids": ruling.forbidden,
        "law-stands": ruling.standing,
        "law-doubts": ruling.verdict.to_confirm,
    }
    items = [_law(code, plan, findings) for code, findings in groups.items() if findings]
    return items or [_nothing_against(plan, len(ruling.verdict.told))]


def _nothing_against(plan: Plan, noted: int) -> Item:
    """Return the line of a plan that nothing is against, without calling kept what is unknown."""
    if not noted:
        title = gettext("Labour law has nothing against this plan.")
        return _line("law", Weight.FINE, title, plan)
    title = ngettext(
        "Labour law forbids nothing here; %(num)d thing is still to be noted down or known.",
        "Labour law forbids nothing here; %(num)d things are still to be noted down or known.",
        noted,
    )
    return _line("law", Weight.NOTE, title, plan)


def _law(code: str, plan: Plan, findings: Sequence[Finding]) -> Item:
    count = len(findings)
    titles = {
        "law-forbids": ngettext(
            "Labour law forbids one thing in this plan: it cannot be published like this.",
            "Labour law forbids %(num)d things in this plan: it cannot be published like this.",
            count,
        ),
        "law-stands": ngettext(
            "One thing that labour law forbids is in force already, and this plan leaves it.",
            "%(num)d things that labour law forbids are in force already, and this plan leaves "
            "them.",
            count,
        ),
        "law-doubts": ngettext(
            "Labour law asks you to confirm %(num)d thing.",
            "Labour law asks you to confirm %(num)d things.",
            count,
        ),
    }
    weight = Weight.FORBID if code == "law-forbids" else Weight.CONFIRM
    # Doubts are many: they are only counted here, and read behind the link.
    sentences = [] if code == "law-doubts" else list(finding_sentences(plan, findings))
    facts = [(one.rule, one.engagement_id, one.day, one.until, one.measured) for one in findings]
    return replace(_line(code, weight, titles[code], plan), sentences=sentences, facts=facts)


def _line(code: str, weight: Weight, title: str, plan: Plan) -> Item:
    return Item(
        code=code,
        weight=weight,
        title=title,
        url=url_for("coordinator.plan_law.show", plan_id=plan.id),
        link=gettext("Read what it says, CDO by CDO"),
    )


def finding_sentences(plan: Plan, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield name, sentence and remedy of each finding; beyond some, how many more there are."""
    cdos = cdo_names(plan.groupement_id)
    for one in findings[:MOST_TOLD]:
        yield finding_text(cdos[one.engagement_id].name, one)
    more = len(findings) - MOST_TOLD
    if more > 0:
        yield str(ngettext("and %(num)d more.", "and %(num)d more.", more))
