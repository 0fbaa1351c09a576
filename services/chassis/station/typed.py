"""A scan as the page's form sends it, without script: a code typed, or those that a photo showed."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field, Json
from werkzeug.datastructures import MultiDict

from services.chassis.act import now
from services.chassis.errors import Invalid
from services.chassis.scans import Code, Scan, ScanBatch
from services.chassis.station.mode import Mode, fitting
from services.chassis.web.shapes import Body
from services.contracts.sentence import say

# How the door is told that the codes come from the page's form.
STATION = "page"
TYPED = "Typed"


class Typed(Body):
    """The form's own fields; beside them it has one for each name that a scan's `with` may say."""

    scan: UUID
    action: str = Field(max_length=40)
    code: str = Field("", max_length=200)
    read: Annotated[list[Code], Json] = Field(default=[], max_length=20)


def batch(modes: Sequence[Mode], form: "MultiDict[str, str]") -> ScanBatch:
    """The scan that was sent, in one of these modes. Raises `ValidationError`; `Invalid` where it has no code."""
    typed = Typed.model_validate({name: form[name] for name in Typed.model_fields if form.get(name, "").strip()})
    codes = [Code(text=typed.code, symbology=TYPED)] if typed.code else typed.read
    if not codes:
        raise Invalid("scan.code", say("Scan or type a code."))
    mode = fitting(modes, typed.action)
    needs = mode.needs if mode else ()
    context = {need.name: text for need in needs if (text := form.get(need.name, "").strip())}
    moment = now()
    scan = Scan(
        id=typed.scan,
        at=moment,
        station=STATION,
        action=mode.action if mode else typed.action,
        codes=codes,
        context=context | dict(mode.given if mode else {}),
    )
    return ScanBatch(sent=moment, scans=[scan])
