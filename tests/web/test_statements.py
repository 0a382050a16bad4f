"""No page of any role sends more than fifteen SQL statements; that it sends no more of them for
ten times the data is told beside each page."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.web.policy import audience_of
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.matrix import guarded_rules, questions
from tests.web.two_groupements import a_tenant

pytestmark = pytest.mark.both_databases

MOST = 15
# A whole groupement as one file of tables is no page: every table has its statements.
# The check before publication, and that of constraints, ask the whole question of a round, as a run
# does: sixteen statements, and the names for the second.
# The desk judges by the plan's question and by today's, and asks the law about a CDO's weeks; the
# answer to a “why not?” is judged by today's as well.
MOST_OF_THE_DESK = 30
DESK = ("coordinator.desk", "coordinator.questions.show")
NO_PAGES = {
    "coordinator.tables.export_everything",
    "coordinator.gate.today",
    "coordinator.constraints.clashes",
}


@pytest.mark.parametrize("kind", list(RoleKind))
def test_no_page_sends_many_statements(
    app: Flask, session: Session, client_of: ClientOf, kind: RoleKind
) -> None:
    own = a_tenant(session, 1)
    client = client_of(own.people[kind])
    rules = [rule for rule in guarded_rules(app) if audience_of(rule.endpoint) is kind]
    counts = {}
    for question in questions(app, rules, own.addresses):
        if question.method == "GET" and question.rule.endpoint not in NO_PAGES:
            session.expire_all()
            with recorded_statements(session) as statements:
                assert client.get(question.path).status_code < 400, question.path
            most = MOST_OF_THE_DESK if question.rule.endpoint.startswith(DESK) else MOST
            counts[question.path] = len(statements), most

    assert len(counts) > 8
    assert {path: found for path, found in counts.items() if found[0] > found[1]} == {}
