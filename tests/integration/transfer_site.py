"""A transfer between two boards in shipping: offered, approved, filled, sent, as tests need it."""

from typing import Any

from services.contracts.roles import Role
from services.contracts.warehouse import PackedDevice
from tests.integration.shipping_site import BOARD, OTHER, Site, ids, some

WHY = {"reason": "De trop ici"}


def at_hand(site: Site, count: int, prefix: str = "C02XL") -> list[PackedDevice]:
    """So many devices at our board."""
    devices = some(count, prefix)
    for start in range(0, count, 200):
        site.sent(devices[start : start + 200])
    site.post("/accept", {"devices": ids(devices)})
    return devices


def serials(devices: list[PackedDevice]) -> list[str]:
    return [str(one.serial) for one in devices]


def ask(site: Site, role: Role, path: str, body: Any = None, board: Any = None, status: int = 200) -> Any:
    answer = site.call(role, "POST", path, board, json=body or {})
    assert answer.status_code == status, answer.text
    return answer.json


def offered(site: Site, count: int, kind: str = "tablet", status: int = 201) -> Any:
    body = {"lines": [{"type": kind, "quantity": count}], **WHY}
    return ask(site, Role.BOARD_MANAGER, "/transfers", body, BOARD, status)


def approved(site: Site, count: int) -> str:
    """Its path."""
    path = f"/transfers/{offered(site, count)['id']}"
    ask(site, Role.MINISTRY, f"{path}/approve", {"receiver": OTHER})
    return path


def sent(site: Site, devices: list[PackedDevice]) -> str:
    """With all of these in it, on its way. Its path."""
    path = approved(site, len(devices))
    site.post(f"{path}/send-on", {"devices": ids(devices)})
    site.post(f"{path}/dispatch", {})
    return path


def number_of(site: Site, path: str) -> str:
    return str(site.get(path)["number"])


def states(site: Site, devices: list[PackedDevice], board: Any = BOARD) -> list[str]:
    return [site.get(f"/devices/{one.device}", board=board)["state"] for one in devices]
