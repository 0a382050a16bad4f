"""Secrets that stand in links: made here, handed out once, kept as a hash only."""

import hashlib
import secrets


def new_token(prefix: str) -> str:
    """Return a new secret of 256 bits with a prefix by which scanners recognise it."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return the SHA-256 of a secret, 32 bytes; fast is right for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
