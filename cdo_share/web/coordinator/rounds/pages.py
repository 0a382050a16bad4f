"""The pages of this part of the desk."""

from cdo_share.web.coordinator.rounds import (
    answers,
    availability,
    availability_sheets,
    demands,
    edits,
    guarantees,
    member_demands,
    removal,
    show,
)

BLUEPRINTS = (
    show.blueprint,
    demands.blueprint,
    member_demands.blueprint,
    guarantees.blueprint,
    availability.blueprint,
    availability_sheets.blueprint,
    edits.blueprint,
    removal.blueprint,
    answers.blueprint,
)
