"""The one door for scans: a board's, and the dock's."""

from services.chassis.scans import ScanBatch
from services.chassis.web.edge import person
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.scans import ScanResults, answer
from services.contracts.roles import BOARD, WAREHOUSE, Role
from services.shipping.scans import ACTIONS, AT_DOCK, judge
from services.shipping.scope import scans_for

api = Routes("shipping_scan_api", __name__, url_prefix="/shipping/api/v1")


NAMES = f"{', '.join(ACTIONS)}; at the dock: {', '.join(AT_DOCK)}"


@api.post("/scans", responses={200: ScanResults}, summary=f"1 to 500 scans: {NAMES}")
@allow(BOARD, WAREHOUSE, Role.STATION, repeatable=True)
def take_scans(body: ScanBatch) -> tuple[bytes, dict[str, str]]:
    scans_for(person())
    return answer(body, judge), {"Content-Type": "application/json"}
