"""The warehouse's door for scans."""

from typing import Any

from services.chassis.scans import ScanBatch
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.scans import ScanResults, answer
from services.contracts.roles import WAREHOUSE, Role
from services.warehouse.scans.judge import judge

api = Routes("warehouse_scan_api", __name__, url_prefix="/warehouse/api/v1")


@api.post(
    "/scans",
    responses={200: ScanResults},
    summary="Take 1 to 500 scans; each is answered in order, and the same again when sent again",
)
@allow(WAREHOUSE, Role.STATION, repeatable=True)
def scans(body: ScanBatch) -> tuple[bytes, dict[str, Any]]:
    return answer(body, judge), {"Content-Type": "application/json"}
