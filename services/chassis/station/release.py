"""The files that pages load from our own origin, under an address that changes with what is in them."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

STATIC = Path(str(files("services.chassis") / "static"))
PAGE = Path(str(files("services.chassis") / "templates" / "station.html"))
# What the machine's own list of types may lack or know otherwise.
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}

for _ending, _type in TYPES.items():
    mimetypes.add_type(_type, _ending)


@dataclass(frozen=True)
class Release:
    """`version` names the content of all `names`; the same content has the same version on every machine."""

    version: str
    names: tuple[str, ...]

    def address(self, service: str, name: str) -> str:
        """Where a file, or a folder, of this release is had from a service; what is there never changes."""
        return f"/{service}/static/{self.version}/{name}"

    def modules(self, service: str) -> list[str]:
        """The scripts that the scanning page imports: told at once, none waits until another was read."""
        wanted = [name for name in self.names if name.startswith("station/") and name.count("/") == 1]
        return [
            self.address(service, name) for name in wanted if name.endswith(".js") and not name.endswith("worker.js")
        ]

    def for_station(self, service: str) -> list[str]:
        """The addresses of all that the scanning page loads, to be kept for when there is no network."""
        ours = [name for name in self.names if name in ("reserve.css", "leaving.js") or name.startswith("station/")]
        wanted = [name for name in ours if not name.endswith(".txt")]
        return [self.address(service, name) for name in wanted]


@cache
def release() -> Release:
    """The release of this process: read once, for files do not change under a running service."""
    names = tuple(sorted(str(path.relative_to(STATIC).as_posix()) for path in STATIC.rglob("*") if path.is_file()))
    content = hashlib.sha256()
    for path in (*(STATIC / name for name in names), PAGE):
        content.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return Release(content.hexdigest()[:16], names)
