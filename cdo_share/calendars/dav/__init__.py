"""Two-way calendars (CalDAV): what a phone may see of us, and the time it blocks.

Pure XML and property code, and the rows; the web's edge is `cdo_share.web.dav`.
"""
