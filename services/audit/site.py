"""The site as the auditor reads it: over HTTP, page by page, with a token renewed in time."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

PAGE = 200
# The largest page of the log that the portal gives.
LOG_PAGE = 1_000
# Tokens live five minutes.
RENEW_S = 120.0


class Unreadable(Exception):
    """The site does not answer, or not as it should: nothing can be compared. `where` and `why` say it."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


class Site:
    """Reads from a reserve: one that runs at `url`, or whatever `transport` reaches.

    `token` gives a bearer token with the role of an auditor.
    """

    def __init__(self, url: str, token: Callable[[], str], transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(base_url=url, timeout=60, transport=transport)
        self._token, self._renewed = token, -RENEW_S

    def get(self, path: str, **params: Any) -> Any:
        """What stands at `path`. Raises `Unreadable`."""
        if time.monotonic() - self._renewed > RENEW_S:
            self._http.headers["Authorization"] = f"Bearer {self._token()}"
            self._renewed = time.monotonic()
        try:
            while (response := self._http.get(path, params=params)).status_code == httpx.codes.TOO_MANY_REQUESTS:
                time.sleep(float(response.headers["Retry-After"]))
            if response.is_error:
                raise Unreadable(path, f"HTTP {response.status_code}")
            return response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreadable(path, str(error) or type(error).__name__) from error

    def items(self, path: str, **only: str) -> Iterator[Any]:
        """A whole list, page by page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, limit=PAGE, **only, **cursor)
            yield from page["items"]
            if page["next"] is None:
                return
            cursor = {"cursor": page["next"]}

    def log(self, after: int) -> Iterator[list[Any]]:
        """The pages of the log from after a position on."""
        while True:
            page = self.get("/portal/api/v1/log", after=after, limit=LOG_PAGE)
            if page["items"]:
                yield page["items"]
            if page["next"] is None:
                return
            after = page["next"]

    def close(self) -> None:
        self._http.close()
