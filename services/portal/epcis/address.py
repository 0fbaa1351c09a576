"""Addresses of things, places, papers and parties: HTTPS URIs under a base of the installation (CBV 2.0, section 8)."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from services.portal.model.clock import HERE

# Not all of Québec has one time: the Islands follow the Maritimes, the Lower North Shore never changes its clocks.
ZONES = {"811000": ZoneInfo("America/Halifax"), "689000": ZoneInfo("America/Blanc-Sablon")}


@dataclass(frozen=True)
class Addresses:
    """Addresses under a base that ends in a slash."""

    base: str

    def device(self, id: UUID, maker: str, serial: str) -> str:  # noqa: A002 - what it is
        """A device by maker and serial, for serials collide across makers; by our id while nobody named it."""
        if not maker or not serial:
            return self._of("obj", f"device.{id}")
        return self._of("obj", f"{_slug(maker)}.{serial}")

    def carton(self, code: str) -> str:
        return self._of("obj", f"carton.{code}")

    def place(self, code: str) -> str:
        return self._of("loc", code)

    def paper(self, number: str) -> str:
        return self._of("bt", number)

    def party(self, code: str) -> str:
        return self._of("party", code)

    def _of(self, kind: str, name: str) -> str:
        return f"{self.base}{kind}/{quote(name, safe='')}"


def _slug(maker: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", maker.lower()).strip("-") or "unknown"


def local(moment: datetime, board: str | None) -> tuple[str, str]:
    """A moment by the clock of a board, or of the reserve, and how far that is from UTC: `-04:00`."""
    told = moment.astimezone(ZONES.get(board or "", HERE))
    text = told.isoformat(timespec="milliseconds")
    return text, text[-6:]
