"""CalDAV: programs that log in with an app password; no session, no cookie, no page."""
