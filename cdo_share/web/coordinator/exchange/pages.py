"""The pages of this part of the desk."""

from cdo_share.web.coordinator.exchange import imports, tables

BLUEPRINTS = (
    tables.blueprint,
    imports.blueprint,
)
