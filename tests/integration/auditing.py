"""The audit of a house in place: once all is heard, what the services say must be what the log says."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

import httpx

from services.audit.audit import audit
from services.audit.difference import Difference
from services.audit.report import sentence
from services.audit.site import Site
from services.contracts.roles import Role
from tests.integration.house import House, someone


class InPlace(httpx.BaseTransport):
    """Calls the application of the service that an address names, without a port."""

    def __init__(self, applications: Mapping[str, Any]) -> None:
        self._doors = {name: httpx.WSGITransport(app=one) for name, one in applications.items()}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._doors[request.url.path.split("/")[1]].handle_request(request)


def audit_of(house: House) -> list[Difference]:
    """What the audit of a house finds; pump it first, nothing may be on its way."""
    token = house.keys.sign(someone(Role.AUDITOR))
    with closing(Site("http://house", lambda: token, InPlace(house.applications))) as site:
        return audit(site, most=1).differences


def said(found: list[Difference]) -> list[str]:
    """The same in English sentences."""
    return [sentence(one, str) for one in found]
