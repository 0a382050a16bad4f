"""The pages of this part of the desk."""

from cdo_share.web.coordinator.people import (
    cdos,
    conflicts,
    connected,
    members,
    new_cdos,
    new_members,
    show,
    taking_back,
)

BLUEPRINTS = (
    show.blueprint,
    new_cdos.blueprint,
    cdos.blueprint,
    new_members.blueprint,
    members.blueprint,
    conflicts.blueprint,
    connected.blueprint,
    taking_back.blueprint,
)
