"""The warehouse's door for scans."""

from typing import Any

from flask_openapi import APIBlueprint

from services.chassis.scans import ScanBatch, take
from services.chassis.web.edge import person, session
from services.chassis.web.language import render
from services.chassis.web.rule import allow
from services.contracts.roles import WAREHOUSE, Role
from services.warehouse.scans.judge import judge

api = APIBlueprint("warehouse_scan_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/scans", summary="Take 1 to 500 scans; each is answered in order, and the same again when sent again")
@allow(WAREHOUSE, Role.STATION, repeatable=True)
def scans(body: ScanBatch) -> tuple[bytes, dict[str, Any]]:
    return take(session(), person(), body, judge, render), {"Content-Type": "application/json"}
