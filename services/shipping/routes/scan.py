"""The one door for a board's scans."""

from flask_openapi import APIBlueprint

from services.chassis.scans import ScanBatch
from services.chassis.web.edge import person
from services.chassis.web.rule import allow
from services.chassis.web.scans import ScanResults, answer
from services.contracts.roles import BOARD, Role
from services.shipping.scans import ACTIONS, judge
from services.shipping.scope import board_of

api = APIBlueprint("shipping_scan_api", __name__, url_prefix="/shipping/api/v1")


@api.post("/scans", responses={200: ScanResults}, summary=f"1 to 500 scans: {', '.join(ACTIONS)}")
@allow(BOARD, Role.STATION, repeatable=True)
def take_scans(body: ScanBatch) -> tuple[bytes, dict[str, str]]:
    board_of(person())
    return answer(body, judge), {"Content-Type": "application/json"}
