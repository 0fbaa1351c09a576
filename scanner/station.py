"""A station's door to the services: its key exchanged for tokens, its scans posted, failures told apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from scanner.scan import OUTCOMES, Scan, now

TIMEOUT_SECONDS = 30.0
UNAUTHORISED, CLOCK_CODES = 401, {"clock.fault"}
RETRY_STATUSES = {408, 425, 429}


@contextmanager
def station_at(url: str, key: str, operator: str) -> Iterator["Station"]:
    """A station of the site at `url`, for as long as the block lasts."""
    with httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT_SECONDS) as http:
        yield Station(http, key, operator)


class Away(Exception):
    """Nobody answered, or a service is in trouble: the scans keep, and may be sent again."""


class Barred(Exception):
    """The key, its operator or this machine's clock is not accepted: a person must act; the scans keep."""


class Unwelcome(Exception):
    """A service refuses a whole batch for what stands in it; `problem` says why."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or problem.get("code")))
        self.problem = problem


@dataclass
class Station:
    """One key at one site, in the hands of one operator."""

    http: httpx.Client
    key: str
    operator: str
    _token: str = field(default="", repr=False)

    def post(self, service: str, scans: list[Scan]) -> list[dict[str, Any]]:
        """The results of the scans, in order. Raises Away, Barred or Unwelcome, and then none is settled."""
        if not self._token:
            self._renew()
        answer = self._send(service, scans)
        if answer.status_code == UNAUTHORISED:
            self._renew()
            answer = self._send(service, scans)
        return _results(_checked(answer), scans)

    def _send(self, service: str, scans: list[Scan]) -> httpx.Response:
        body = {"sent": now(), "scans": [scan.wire() for scan in scans]}
        headers = {"Authorization": f"Bearer {self._token}", "traceparent": scans[0].traceparent}
        return self._call(f"/{service}/api/v1/scans", body, headers)

    def _renew(self) -> None:
        answer = self._call("/portal/api/v1/tokens", {"key": self.key, "operator": self.operator}, {})
        if answer.is_client_error and answer.status_code not in RETRY_STATUSES:
            raise Barred(str(Unwelcome(_problem(answer))))
        token = _json(_checked(answer)).get("token")
        if not isinstance(token, str):
            raise Away("no token in the portal's answer")
        self._token = token

    def _call(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
        try:
            return self.http.post(path, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise Away(str(error) or type(error).__name__) from error


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    problem = _problem(answer)
    if answer.status_code in {401, 403} or problem.get("code") in CLOCK_CODES:
        raise Barred(str(Unwelcome(problem)))
    # A 404 is a wrong address or a service not yet there, as a redirect is: nothing the scans did.
    if answer.is_client_error and answer.status_code not in RETRY_STATUSES | {404, 405}:
        raise Unwelcome(problem)
    raise Away(f"HTTP {answer.status_code}")


def _problem(answer: httpx.Response) -> dict[str, Any]:
    problem = {"status": answer.status_code, "title": answer.reason_phrase}
    return problem | _json(answer)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _results(answer: httpx.Response, scans: list[Scan]) -> list[dict[str, Any]]:
    """The results, if there is one for each scan; an answer from something else than a service settles nothing."""
    results = _json(answer).get("results")
    if not isinstance(results, list) or [_id(one) for one in results] != [scan.id for scan in scans]:
        raise Away("the answer does not fit the scans")
    return results


def _id(result: object) -> object:
    """Whose end a result is; None of one that ends nothing."""
    return result.get("id") if isinstance(result, dict) and result.get("outcome") in OUTCOMES else None
