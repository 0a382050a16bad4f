"""The pages of this part of the desk."""

from cdo_share.web.coordinator.desk import acts, demand, keep, pins, repair, show, visit

BLUEPRINTS = (
    show.blueprint,
    acts.blueprint,
    demand.blueprint,
    keep.blueprint,
    pins.blueprint,
    repair.blueprint,
    visit.blueprint,
)
