"""The pages of this part of the desk."""

from cdo_share.web.coordinator.plans import calendars, comparisons, law, map, reports, show, unmet

BLUEPRINTS = (
    show.blueprint,
    calendars.blueprint,
    map.blueprint,
    unmet.blueprint,
    reports.blueprint,
    comparisons.blueprint,
    law.blueprint,
)
