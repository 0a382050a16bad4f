"""Answering a proposed plan, logged in, for the firm."""

from cdo_share.accounts.models import RoleKind
from cdo_share.web.agreement_sheet.own import agreeing_pages
from cdo_share.web.auth import actor

blueprint = agreeing_pages(RoleKind.MEMBER, lambda: (actor().member.id, actor().member.name))
