"""Bodies and names made to hurt, at every service's door: too deep, too large, of another kind, cut off, misnamed."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.web import application
from services.contracts.roles import Role
from tests.integration.house import OURS, someone
from tests.integration.stage import Stage

# A route of each service that takes JSON, and who may call it.
TAKES = {
    "intake": ("/intake/api/v1/campaigns", Role.MINISTRY),
    "warehouse": ("/warehouse/api/v1/scans", Role.WAREHOUSE),
    "shipping": ("/shipping/api/v1/scans", Role.WAREHOUSE),
    "portal": ("/portal/api/v1/sign-in", None),
}
BODIES = {
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "large number": b'{"sent": 1e999999, "scans": ' + b"9" * 100_000 + b"}",
    "not UTF-8": b'{"sent": "\xff\xfe"}',
    "NUL": b'{"sent": "\x00"}',
    "cut off": b'{"sent": "2020-',
    "nothing": b"",
    "half a character": rb'{"sent": "\ud800", "scans": []}',
    "twice": b'{"sent": 1, "sent": 2}',
    "no object": b"null",
}


def send(stage: Stage, name: str, body: bytes, **more: Any) -> Any:
    path, role = TAKES[name]
    headers = {"Idempotency-Key": uuid4().hex}
    if role:
        headers["Authorization"] = f"Bearer {stage.house.keys.sign(someone(role))}"
    return stage.house.ask("POST", path, headers, data=body, **{"content_type": "application/json", **more})


@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_good_json_is_refused(stage: Stage, name: str, body: bytes) -> None:
    answer = send(stage, name, body)
    assert answer.status_code in (400, 422), answer.text
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/json; charset=utf-7"])
def test_a_body_of_another_kind_is_refused(stage: Stage, name: str, kind: str) -> None:
    assert send(stage, name, b'<?xml version="1.0"?><a/>', content_type=kind).status_code in (400, 415, 422)


@pytest.mark.parametrize("name", TAKES)
def test_a_body_that_is_too_large_is_not_read(stage: Stage, name: str) -> None:
    """Told by its length alone: of these bytes only the first are there."""
    length = str(application.LARGEST_REQUEST + 1)
    answer = send(stage, name, b"{}", environ_overrides={"CONTENT_LENGTH": length})
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


@pytest.mark.parametrize(
    "given", ["../../../etc/passwd", "a.csv\r\nSet-Cookie: a=b", 'a".csv; filename="b.exe', "\u202e.csv"]
)
def test_a_file_comes_back_under_a_name_that_is_only_a_name(stage: Stage, given: str) -> None:
    with stage.fresh("POST /warehouse/api/v1/notices"):
        form = {"supplier": "HP", "reference": "R-77", "file": (BytesIO(b"serial;model\nx;y\n"), given)}
        stage.house.act(Role.WAREHOUSE, "POST", "/warehouse/api/v1/notices", data=form)
        listed = stage.house.call(Role.WAREHOUSE, "GET", "/warehouse/api/v1/notice-files")["items"]
        answer = stage.house.act(Role.WAREHOUSE, "GET", f"/warehouse/api/v1/notice-files/{listed[0]['id']}")
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment")
        assert "Set-Cookie" not in answer.headers
        assert not set(disposition) & {"/", "\r", "\n"}


@pytest.mark.parametrize(
    "path", ["/..%2f..%2fetc/passwd", "/../../services/__init__.py", "/%00", "//evil.example", "/x/..;/y"]
)
@pytest.mark.parametrize("base", ["/portal/static/x", "/portal/help", "/portal/api/v1/open-data", "/portal/users"])
def test_no_address_leads_out_of_the_house(stage: Stage, base: str, path: str) -> None:
    person = someone(Role.BOARD_MANAGER, OURS)
    answer = stage.house.ask("GET", base + path, {"Cookie": f"reserve_token={stage.house.keys.sign(person)}"})
    assert answer.status_code in (303, 307, 308, 400, 403, 404, 422)
    assert not answer.headers.get("Location", "/").startswith(("//", "http"))
