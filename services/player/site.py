"""The site as the player meets it: people who sign in, calls over HTTP, waiting for what events bring."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

PAUSE_S = 0.1
LARGEST_PAGE = 200


class Stuck(Exception):
    """The story cannot go on; the message says where and what the site answered."""


class Interrupted(Stuck):
    """Whoever plays wants it to end here."""


class Site:
    """Calls to the services by a named person of the demo. A token that is over is exchanged by signing in again."""

    def __init__(self, url: str, people: dict[str, dict[str, str]], stop: threading.Event | None = None) -> None:
        """`stop`: once it is set, nothing more is sent."""
        self.url = url
        self._stop = stop or threading.Event()
        self._people = people
        self._tokens: dict[str, str] = {}
        self._http = httpx.Client(base_url=url, timeout=120, headers={"Accept-Language": "fr"})

    def get(self, who: str, path: str, **params: Any) -> Any:
        """What `who` reads at `path`."""
        return self._call(who, "GET", path, params=params)

    def send(self, who: str, method: str, path: str, body: Any = None, key: str = "", at: str | None = None) -> Any:
        """Change something as `who`; with a `key`, a second call does nothing and answers the same.

        `at`: when it happened, where the site is an exercise's.
        """
        return self._call(who, method, path, json=body or {}, headers=_headers(key, at))

    def upload(self, who: str, path: str, fields: dict[str, str], file: Path, key: str, at: str | None = None) -> Any:
        """Send a file with its form fields as `who`."""
        files = {"file": (file.name, file.read_bytes(), "text/csv")}
        return self._call(who, "POST", path, data=fields, files=files, headers=_headers(key, at))

    def pages(self, who: str, path: str, **params: Any) -> Iterator[Any]:
        """A whole list, page by page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(who, path, limit=LARGEST_PAGE, **params, **cursor)
            yield from page["items"]
            if page["next"] is None:
                return
            cursor = {"cursor": page["next"]}

    def wait(self, what: str, ask: Callable[[], T | None], seconds: float = 60) -> T:
        """Ask until there is an answer: events take a moment from one service to another. Raises `Stuck`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = ask()
            if answer:
                return answer
            time.sleep(PAUSE_S)
        raise Stuck(f"{what}: nothing after {seconds:.0f} s")

    def close(self) -> None:
        self._http.close()

    def _call(self, who: str, method: str, path: str, **request: Any) -> Any:
        headers = request.pop("headers", {})
        for attempt in (1, 2):
            token = self._tokens.get(who) or self._sign_in(who)
            bearer = headers | {"Authorization": f"Bearer {token}"}
            response = self._request(method, path, headers=bearer, **request)
            if response.status_code != httpx.codes.UNAUTHORIZED or attempt > 1:
                break
            self._tokens.pop(who, None)
        if response.is_error:
            raise Stuck(f"{who} {method} {path}: {response.status_code} {response.text}")
        return response.json()

    def _sign_in(self, who: str) -> str:
        answer = self._request("POST", "/portal/api/v1/sign-in", json=self._people[who])
        if answer.is_error:
            raise Stuck(f"{who}: sign-in: {answer.status_code} {answer.text}")
        self._tokens[who] = answer.json()["token"]
        return self._tokens[who]

    def _request(self, method: str, path: str, **request: Any) -> httpx.Response:
        if self._stop.is_set():
            raise Interrupted(f"{method} {path}")
        try:
            while (answer := self._http.request(method, path, **request)).status_code == httpx.codes.TOO_MANY_REQUESTS:
                # Quicker than any person: the site says when to go on.
                self._stop.wait(float(answer.headers["Retry-After"]))
            return answer
        except httpx.TransportError as error:
            raise Stuck(f"{method} {path}: {error}") from error


def _headers(key: str, at: str | None) -> dict[str, str]:
    given = {"Idempotency-Key": key, "Reserve-Happened": at}
    return {name: text for name, text in given.items() if text}
