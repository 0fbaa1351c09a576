"""One code typed or wedged into a page: a scan like any other, judged and answered the same way."""

import json
from collections.abc import Mapping
from typing import Any, cast
from uuid import NAMESPACE_URL, uuid5

from flask import request

from services.chassis import scans
from services.chassis.act import now
from services.chassis.web.edge import person
from services.chassis.web.scans import answer
from services.shipping.scans import judge

STATION = "page"


def scan(action: str, code: str, context: Mapping[str, str | None]) -> tuple[dict[str, Any], int]:
    """The scan's result and its HTTP status. The same form sent twice acts once and answers the same."""
    given = {name: text for name, text in context.items() if text}
    # The form's own random key and what was typed: going back and typing another code is another scan.
    identity = "\n".join([request.form.get("idempotency_key", ""), person().actor, action, code, *given.values()])
    one = scans.Scan.model_validate(
        {
            "id": uuid5(NAMESPACE_URL, identity),
            "at": now(),
            "station": STATION,
            "action": action,
            "codes": [{"text": code, "symbology": "Typed"}],
            "with": given,
        }
    )
    batch = scans.ScanBatch(sent=now(), scans=[one])
    result = json.loads(answer(batch, judge))["results"][0]
    return cast(dict[str, Any], result), result["problem"]["status"] if result["problem"] else 200
