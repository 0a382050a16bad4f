"""The skills of the catalogue with a level each, 0 for none, and what was chosen."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from cdo_share.accounts.skills import LEVELS, SKILLS
from cdo_share.web.languages import language
from cdo_share.web.skill_groups import list_skill_groups


def read_skills(typed: Mapping[str, str]) -> dict[str, int]:
    """Return the level of each skill that was chosen; none of those left at 0."""
    levels = {str(value) for value in LEVELS}
    chosen = {code: typed.get(f"skill-{code}", "0") for code in SKILLS}
    return {code: int(level) for code, level in chosen.items() if level in levels}


def show_skills(levels: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the skills by group, each with its choices, for the template."""
    choices = [(0, gettext("None"))] + [
        (level.value, level.label(language())) for level in LEVELS.values()
    ]
    return [
        {
            "title": group.title,
            "count": sum(skill.code in levels for skill in group.skills),
            "skills": [
                {
                    "name": f"skill-{skill.code}",
                    "label": skill.label(language()),
                    "example": skill.example(language()),
                    "level": levels.get(skill.code, 0),
                    "choices": choices,
                }
                for skill in group.skills
            ],
        }
        for group in list_skill_groups()
    ]


def level_words(levels: Mapping[str, int]) -> dict[str, str]:
    """Return the skills in words, each with its level."""
    return {
        SKILLS[code].label(language()): LEVELS[level].label(language())
        for code, level in sorted(levels.items())
        if code in SKILLS
    }
