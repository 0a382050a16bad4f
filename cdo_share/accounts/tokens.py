"""Secrets that stand in links: made here, handed out once, kept as a hash only."""

import base64
import hashlib
import hmac
import secrets


def new_token(prefix: str, seed: bytes | None = None) -> str:
    """Return a new secret of 256 bits with a prefix by which scanners recognise it.

    `seed` are the bits, where a form that is sent twice must get the same secret twice.
    """
    bits = secrets.token_bytes(32) if seed is None else seed
    return prefix + base64.urlsafe_b64encode(bits).rstrip(b"=").decode()


def seed_of(secret_key: str, purpose: str, *words: object) -> bytes:
    """Return 256 bits that follow from the key of the installation and from the words.

    Nobody works them out who lacks either: one of the words must be random and stand nowhere but
    in the form that was sent.
    """
    told = "\0".join((purpose, *map(str, words)))
    return hmac.digest(secret_key.encode(), told.encode("utf-8", "surrogatepass"), "sha256")


def token_hash(token: str) -> bytes:
    """Return the SHA-256 of a secret, 32 bytes; fast is right for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
