"""The page for one scan at a time: a code typed, or sent by a keyboard scanner, through the same judge as all scans."""

import json
from typing import Any

from flask import Blueprint, request

from services.chassis.act import now
from services.chassis.scans import Code, Scan, ScanBatch
from services.chassis.web.language import render
from services.chassis.web.rule import allow, form_of
from services.chassis.web.scans import answer
from services.contracts.roles import WAREHOUSE
from services.contracts.sentence import say
from services.warehouse.pages.show import form, show
from services.warehouse.scans.judge import judge
from services.warehouse.shapes.scan import TypedScan

pages = Blueprint("warehouse_scan_pages", __name__, url_prefix="/warehouse", template_folder="../templates")

ACTIONS = {
    "receive": say("Receive"),
    "put_away": say("Put away"),
    "pick": say("Pick"),
    "pack": say("Pack"),
    "wipe": say("Wiped"),
    "quarantine": say("Set aside"),
    "release": say("Release"),
    "undo": say("Take back"),
    "repair": say("Put into repair"),
    "repaired": say("Repaired"),
    "count": say("Count"),
}


@pages.get("/scan")
@allow(WAREHOUSE)
def scan() -> str:
    return _page(None)


@pages.post("/scan/take")
@form_of(scan)
@allow(WAREHOUSE, repeatable=True)
def take_scan() -> str:
    # Shown at once, not after a redirect: the outcome is what the page is for, and its id makes a reload harmless.
    results = json.loads(answer(_batch(form(TypedScan)), judge))["results"]
    return _page(results[0])


def _page(result: dict[str, Any] | None) -> str:
    actions = [(code, render(label)) for code, label in ACTIONS.items()]
    return show("scan", actions=actions, given=request.args.to_dict() | request.form.to_dict(), result=result)


def _batch(typed: TypedScan) -> ScanBatch:
    context = typed.model_dump(
        include={"location", "order", "carton", "reason", "model", "delivery", "count"}, exclude_none=True
    )
    moment = now()
    scan = Scan(
        id=typed.scan,
        at=moment,
        station="page",
        action=typed.action,
        codes=[Code(text=typed.code, symbology="Typed")],
        context=context,
    )
    return ScanBatch(sent=moment, scans=[scan])
