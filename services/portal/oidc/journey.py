"""The way to a provider and back: a secret in the browser's cookie, from which state, nonce and PKCE's verifier follow.

Nothing is kept here for it: whoever comes back without the cookie of this very browser did not set out from it.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

LIFE_S = int(timedelta(minutes=10).total_seconds())
COOKIE = re.compile(r"([A-Za-z0-9_-]{43})\.(.*)")


@dataclass(frozen=True)
class Journey:
    """`further` is where the person was going here. The secret is 256 random bits."""

    secret: str
    further: str

    @property
    def cookie(self) -> str:
        return f"{self.secret}.{self.further}"

    @property
    def state(self) -> str:
        return self._made("state")

    @property
    def nonce(self) -> str:
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        return self._made("verifier")

    def _made(self, word: str) -> str:
        """43 characters: nobody reckons one from another, nor the secret from any."""
        made = hashlib.sha256(f"{word} {self.secret}".encode()).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")


def set_out(further: str) -> Journey:
    return Journey(secrets.token_urlsafe(32), further)


def journey_of(cookie: str) -> Journey | None:
    """The journey that a cookie is of; None when it is none."""
    found = COOKIE.fullmatch(cookie)
    return Journey(found[1], found[2]) if found else None
