"""What a provider publishes of itself, asked over the network and kept: its addresses for an hour, its keys too."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import structlog
from authlib.oidc.discovery import OpenIDProviderMetadata
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.chassis.errors import Busy
from services.chassis.providers import Provider
from services.contracts.sentence import say

KEPT_S = 3_600.0
# A provider that is away is asked again after this; an unknown key has its keys fetched anew so often at most.
AGAIN_S = 5.0
TIMEOUT = httpx.Timeout(5.0)
WELL_KNOWN = "/.well-known/openid-configuration"

log = structlog.get_logger()


@dataclass(frozen=True)
class Published:
    """A provider's own description and its keys, and when they were fetched."""

    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


class Issuer:
    """One provider, as it is on the network. Raises `Busy` while it is away; several threads may ask at once."""

    def __init__(self, provider: Provider, clock: Callable[[], float] = time.monotonic) -> None:
        self.provider, self._clock = provider, clock
        self._published: Published | None = None
        self._failed_at: float | None = None
        self._one = threading.Lock()

    def published(self, anew: bool = False) -> Published:
        """What it says of itself; `anew` when a key is not among those that are known."""
        with self._one:
            kept = self._published
            age = self._clock() - kept.at if kept else KEPT_S
            if kept is not None and age < (AGAIN_S if anew else KEPT_S):
                return kept
            if self._failed_at is not None and self._clock() - self._failed_at < AGAIN_S:
                raise away()
            self._published = self._asked()
            return self._published

    def _asked(self) -> Published:
        try:
            found = self._fetch()
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            self._failed_at = self._clock()
            tell_away(self.provider, error)
        self._failed_at = None
        return found

    def _fetch(self) -> Published:
        """Raises `ValueError` for a description that is another issuer's, or leads away from https."""
        with httpx.Client(timeout=TIMEOUT) as client:
            said = client.get(self.provider.issuer.rstrip("/") + WELL_KNOWN).raise_for_status().json()
            metadata = OpenIDProviderMetadata(said)
            metadata.validate_issuer()
            if metadata["issuer"] != self.provider.issuer:
                raise ValueError("another issuer describes itself there")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                self._check(str(metadata[name]))
            keys = client.get(metadata["jwks_uri"]).raise_for_status().json()
        return Published(said, KeySet.import_key_set(keys), self._clock())

    def _check(self, address: str) -> None:
        scheme = urlsplit(address).scheme
        if scheme not in ("https", urlsplit(self.provider.issuer).scheme):
            raise ValueError(f"an address without https: {address}")


@cache
def issuer_of(provider: Provider) -> Issuer:
    """The one of this process, so that what it publishes is asked once an hour."""
    return Issuer(provider)


def away() -> Busy:
    """The refusal of whoever would come in by a provider that does not answer."""
    sentence = say("Your organisation’s sign-in cannot be reached for the moment. Try again in a minute.")
    return Busy("oidc.away", sentence)


def tell_away(provider: Provider, error: Exception) -> NoReturn:
    """Raises `Busy`, once the reason stands in the log."""
    log.warning("provider away", provider=provider.code, reason=f"{type(error).__name__}: {error}")
    raise away() from error
