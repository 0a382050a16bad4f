"""The catalogue of skills, in the language of the request."""

from typing import Any

from pydantic import BaseModel

from cdo_share.accounts.skills import SKILLS
from cdo_share.web.api.resource import resource
from cdo_share.web.languages import language

blueprint = resource("catalogue", "What a demand can ask for")


class SkillOut(BaseModel):
    """A skill of the catalogue."""

    code: str
    label: str
    example: str


class SkillList(BaseModel):
    """The whole catalogue."""

    items: list[SkillOut]


@blueprint.get("/skills", responses={200: SkillList})
def skills() -> Any:
    """List the skills that a demand can ask for."""
    items = [
        SkillOut(code=one.code, label=one.label(language()), example=one.example(language()))
        for one in SKILLS.values()
    ]
    return SkillList(items=items).model_dump(mode="json")
