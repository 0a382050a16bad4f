"""The groups in which members choose a skill."""

from flask import Flask

from cdo_share.accounts.skills import SKILLS
from cdo_share.web.skill_groups import list_skill_groups


def test_every_skill_stands_in_exactly_one_group(app: Flask) -> None:
    with app.test_request_context():
        listed = [skill.code for group in list_skill_groups() for skill in group.skills]
    assert sorted(listed) == sorted(SKILLS)
