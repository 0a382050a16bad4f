"""Every page behind a role belongs to exactly one page of the role's navigation."""

import pytest
from flask import Flask

from cdo_share.accounts.models import RoleKind
from cdo_share.web.navigation import PAGES
from cdo_share.web.policy import audience_of


def _homes(kind: RoleKind, blueprint: str) -> int:
    return sum(page.blueprints.count(blueprint) for page in PAGES[kind])


@pytest.mark.parametrize("kind", list(RoleKind))
def test_each_page_is_marked_at_one_place(app: Flask, kind: RoleKind) -> None:
    blueprints = {
        rule.endpoint.rsplit(".", 1)[0]
        for rule in app.url_map.iter_rules()
        if audience_of(rule.endpoint) is kind and "GET" in (rule.methods or ())
    }

    assert len(blueprints) > 4
    assert {name: _homes(kind, name) for name in blueprints} == dict.fromkeys(blueprints, 1)


@pytest.mark.parametrize("kind", list(RoleKind))
def test_navigation_names_no_page_that_is_gone(app: Flask, kind: RoleKind) -> None:
    named = {name for page in PAGES[kind] for name in page.blueprints}

    assert named - set(app.blueprints) == set()
    assert {page.endpoint for page in PAGES[kind]} - set(app.view_functions) == set()
