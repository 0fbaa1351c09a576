"""Every form, sent with one field wrong: it comes back as it was typed, and each fault is said at its field."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.shown_again import ShownAgain
from tests.integration.stage import Stage, caller
from tests.integration.ways import WAYS

TYPED = sorted(
    name for name in WAYS if not name.startswith("GET") and "/api/" not in name and "data" in WAYS[name].sent()
)
ONE_OF_SEVERAL = {"location"}
BAD = ("", "x" * 3000, "pas cela")
# Files and photos, things to choose among, and a number or a tick alone: no text of theirs can be wrong.
TAKES_ALL = frozenset(
    {
        "POST /intake/portrait/file/import",
        "POST /intake/requests/<uuid:id>/submit",
        "POST /portal/search/photo",
        "POST /shipping/consignments/<uuid:consignment>/apart",
        "POST /shipping/queue/done",
        "POST /shipping/queue/leave",
        "POST /shipping/scan/photo",
        "POST /shipping/together",
        "POST /shipping/transfers/<uuid:transfer>/take-over",
        "POST /shipping/trips/<uuid:trip>/answer",
        "POST /warehouse/labels/tags",
        "POST /warehouse/scan/photo",
    }
)


def wrong_in(sent: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A field that a person fills in, and what is wrong with it; one may be empty where another may stand instead."""
    for one, text in sent.items():
        if isinstance(text, str) and one not in ("scan", "action"):
            yield from ((one, bad) for bad in BAD if bad or not ({".", "-"} & set(one) or one in ONE_OF_SEVERAL))


@pytest.mark.parametrize("name", TYPED)
def test_a_form_that_is_wrong_comes_back_as_it_was_typed_and_each_fault_is_tied_to_its_field(
    stage: Stage, name: str
) -> None:
    person, wrong, refused = caller(stage, name), [], 0
    way = WAYS[name].of(person.role)
    address = stage.address(way, name.split(" ", 1)[1])
    for what, bad in wrong_in(way.sent()["data"]):
        sent = {**stage.things.put_in(way.sent())["data"], "csrf": person.csrf, what: bad}
        headers = {"Cookie": f"reserve_token={stage.house.keys.sign(person)}", "Idempotency-Key": str(uuid4())}
        answer = stage.house.ask("POST", address, headers, data=sent)
        if answer.status_code == 422:
            page = ShownAgain(answer.text, address)
            wrong += [(what, bad[:9], one) for one in (*page.untied(what), *(f"lost {it}" for it in page.lost(sent)))]
            refused += 1
        else:
            with stage.fresh(name):
                pass
    assert wrong == []
    assert (refused == 0) == (name in TAKES_ALL)
