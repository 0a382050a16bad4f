"""The skills in a few groups that the head of a small firm recognises."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from cdo_share.accounts.skills import SKILLS, Skill

# Each group with the families of codes (what stands before the dash) that it holds.
GROUPS = (
    (_l("See clearly and decide"), ("STRAT",)),
    (_l("Sell and be found"), ("VENTE", "EXP")),
    (_l("Run the office and the workshop"), ("GEST", "PROD")),
    (_l("Figures, data and artificial intelligence"), ("DATA", "IA")),
    (_l("Security and the law"), ("SECU", "JUR")),
    (_l("Equipment, team and habits"), ("INFRA", "HUM", "GREEN")),
)


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """Skills that belong together in the eyes of a member."""

    title: str
    skills: tuple[Skill, ...]


def list_skill_groups() -> list[SkillGroup]:
    """Return the groups in the order in which they are shown, titles in the page's language."""
    return [SkillGroup(str(title), tuple(_skills_of(families))) for title, families in GROUPS]


def _skills_of(families: tuple[str, ...]) -> list[Skill]:
    return [skill for skill in SKILLS.values() if skill.code.split("-")[0] in families]
