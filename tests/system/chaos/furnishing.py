"""What must be there before anyone can work: places in the warehouse, boards with their addresses and their needs."""

from services.contracts.roles import Role
from tests.system.chaos.client import Client
from tests.system.chaos.ledger import Ledger
from tests.system.people import ADDRESS, DOCK, INTAKE, MODELS, WAREHOUSE

BOARDS = ("762000", "711000", "712000", "713000")
SHELVES = tuple(f"A-{rack:02d}-{place:02d}" for rack in range(1, 4) for place in range(1, 3))


def give_portrait(client: Client, ledger: Ledger, board: str) -> None:
    """A board says anew what it needs: more than there will ever be."""
    lines = [{"type": kind, "by_category": {"no_access": 50_000}} for kind in sorted(MODELS)]
    body = {"weekly_capacity": 900, "lines": lines}
    client.post(Role.BOARD_MANAGER, f"{INTAKE}/boards/{board}/portraits", board, json=body)
    ledger.note("/intake", "portrait.updated", f"portrait/{board}")


def furnish(client: Client, ledger: Ledger) -> None:
    """The places of the warehouse, and boards with their addresses and their needs."""
    client.post(Role.WAREHOUSE, f"{WAREHOUSE}/locations", json={"codes": [DOCK, *SHELVES]})
    for board in BOARDS:
        client.call(Role.BOARD_MANAGER, "PUT", f"{INTAKE}/boards/{board}/sites/quai", board, json=ADDRESS)
        give_portrait(client, ledger, board)
