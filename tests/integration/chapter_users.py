"""Who may come in: accounts of our board and of the warehouse, and a station's key of each, which others answer for."""

from services.chassis.act import Act, now
from services.contracts.roles import Role
from services.portal import operations
from services.portal.model.password import random_password
from services.portal.model.station import station_of
from tests.integration.chapter_transfer import Handing
from tests.integration.house import OURS


class Admitting(Handing):
    """Accounts and keys, opened as the command does."""

    def users(self) -> None:
        with self.house.services["portal"].database.writing(Act("operator:tests", now())) as session:
            for name, role, board in (("manager", Role.BOARD_MANAGER, OURS), ("clerk", Role.WAREHOUSE, None)):
                made = operations.add_account(session, f"{name}.one", random_password(), role, board, "Camille Roy")
                self.know(f"user {name}", made.actor, ours=board is not None)
            for name, board in (("ours", OURS), ("dock", None)):
                key = operations.add_station(session, f"quai-{name}", board)
                self.know(f"key {name}", station_of(key), ours=board is not None)
