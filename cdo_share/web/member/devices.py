"""The devices through which a person reads visits."""

from cdo_share.accounts.models import RoleKind
from cdo_share.web.devices import device_pages

blueprint = device_pages(RoleKind.MEMBER)
