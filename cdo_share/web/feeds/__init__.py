"""Calendar feeds: no session, a secret in the address or nothing."""
