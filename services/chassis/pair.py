"""An Ed25519 key pair of the installation, in two files of a folder: made once, whole or not at all.

Before the private half stands when it was made, as PEM allows (RFC 7468): that goes with the key wherever it is copied.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from joserfc.jwk import OKPKey

from services.chassis.act import now

MADE = b"Made: "


def files(folder: Path, name: str) -> tuple[Path, Path]:
    """Where the private and the public half of the pair called `name` lie."""
    return folder / f"{name}.key.pem", folder / f"{name}.pub.pem"


def make_pair(folder: Path, name: str) -> None:
    """Make the pair, unless it is there; only its owner can read the private half.

    Of two set-ups at once the first one's key stays; what one that was killed left undone the next one does. Where the
    public half alone lies, as on a machine without the portal, it stays so: another private one would not fit it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    private, public = files(folder, name)
    if not private.exists():
        if public.exists():
            return
        pem = OKPKey.generate_key("Ed25519").as_pem(private=True)
        day = MADE + now().isoformat(timespec="seconds").encode()
        with written(folder, day + b"\n" + pem) as draft, suppress(FileExistsError):
            private.hardlink_to(draft)
    pem = public_half(private)
    if not public.exists() or public.read_bytes() != pem:
        publish(folder, public.name, pem)


def made_at(private: Path) -> datetime:
    """When the key in this file was made; of one that does not say so, when the file was."""
    first = private.read_bytes().partition(b"\n")[0]
    if first.startswith(MADE):
        return datetime.fromisoformat(first.removeprefix(MADE).decode().strip())
    return datetime.fromtimestamp(private.stat().st_mtime, UTC)


def public_half(private: Path) -> bytes:
    """The public half, as PEM, of the private one in this file."""
    return OKPKey.import_key(private.read_bytes()).as_pem(private=False)


def publish(folder: Path, name: str, content: bytes) -> None:
    """Have this stand in a file of `folder` that everybody may read, in one step."""
    with written(folder, content) as draft:
        draft.chmod(0o644)
        draft.replace(folder / name)


@contextmanager
def written(folder: Path, content: bytes) -> Iterator[Path]:
    """A file of `folder`, whole and on the disk, to be published in one step; only its owner can read it."""
    with NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft = Path(file.name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)
