"""A client as a real one behaves: an unanswered call is sent again, the same, until it is answered."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from services.chassis.tokens import Keys
from services.contracts.roles import BOARD, Person, Role
from services.contracts.values import BoardCode

T = TypeVar("T")

# Shorter than a freeze: whoever waits gives up and asks again while the first call is still on its way.
ANSWER_WITHIN_S = 4.0
AGAIN_AFTER_S = 0.25
LOOK_EVERY_S = 0.15
GIVE_UP_AFTER_S = 240.0
FAULT = 500


class GivenUp(Exception):
    """No answer, or not what was waited for, for longer than any fault lasts."""


class Refused(Exception):
    """The site answered that it will not: 4xx."""

    def __init__(self, what: str, status: int, text: str) -> None:
        super().__init__(f"{what}: {status} {text[:400]}")
        self.status, self.text = status, text


class Client:
    """One person at a time, at whichever door answers. `answers` counts by status, faults included."""

    def __init__(self, doors: Sequence[str], keys: Keys, stop: threading.Event) -> None:
        self._doors = itertools.cycle(doors)
        self._keys, self._stop = keys, stop
        self._http = httpx.Client(timeout=ANSWER_WITHIN_S, limits=httpx.Limits(max_keepalive_connections=8))
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []
        # When last anyone was answered, in seconds of the clock.
        self.last = 0.0

    def get(self, path: str, role: Role = Role.AUDITOR, board: str | None = None, **params: Any) -> Any:
        return self.call(role, "GET", path, board, params=params)

    def post(self, role: Role, path: str, board: str | None = None, **request: Any) -> Any:
        """A command with a key of its own, sent until it is answered. Raises `Refused`."""
        return self.call(role, "POST", path, board, **request)

    def call(self, role: Role, method: str, path: str, board: str | None = None, **request: Any) -> Any:
        key, end = str(uuid4()), time.monotonic() + GIVE_UP_AFTER_S
        while time.monotonic() < end:
            headers = {"Authorization": f"Bearer {self._token(role, board)}", "Idempotency-Key": key}
            answer = self._once(method, path, headers=headers, **request)
            if answer is not None:
                self.last = time.time()
                if answer.is_error:
                    raise Refused(f"{method} {path}", answer.status_code, answer.text)
                return answer.json() if answer.content else None
            time.sleep(AGAIN_AFTER_S)
        raise GivenUp(f"{method} {path}: no answer for {GIVE_UP_AFTER_S:.0f} s")

    def _once(self, method: str, path: str, **request: Any) -> httpx.Response | None:
        """An answer, or None where there is none: the service is away, or says that it cannot now."""
        try:
            answer = self._http.request(method, f"{next(self._doors)}{path}", **request)
        except httpx.TransportError as error:
            self.answers[type(error).__name__] += 1
            return None
        self.answers[str(answer.status_code)] += 1
        if answer.status_code == FAULT:
            self.faults.append(f"{method} {path}: {answer.text[:200]}")
        return None if answer.status_code >= FAULT else answer

    def wait(self, what: str, ask: Callable[[], T | None]) -> T | None:
        """Ask until there is an answer; None once the load is to end. Raises `GivenUp`."""
        end = time.monotonic() + GIVE_UP_AFTER_S
        while time.monotonic() < end:
            if answer := ask():
                return answer
            if self._stop.wait(LOOK_EVERY_S):
                return None
        raise GivenUp(f"{what}: nothing came for {GIVE_UP_AFTER_S:.0f} s")

    def close(self) -> None:
        self._http.close()

    def _token(self, role: Role, board: str | None) -> str:
        station = "quai" if role is Role.STATION else None
        whose = BoardCode(board) if board and (role in BOARD or station) else None
        return self._keys.sign(Person(f"u-{role.value}-{board or 'all'}", role, whose, station=station, csrf="c"))
