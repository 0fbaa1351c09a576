"""The installation's keys as files: made once, turned without stopping anything; every step is one rename.

| file | what it is |
| --- | --- |
| `portal.key.pem` | the private half that the portal signs with; only its owner can read it |
| `portal.pub.pem` | its public half, by which every service verifies |
| `portal.next.key.pem`, `portal.next.pub.pem` | the pair that comes next: verified already, not signed with yet |
| `portal.old.pub.pem` | the public half that was signed with before: verified as long as its last tokens last |
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from joserfc.jwk import OKPKey

PRIVATE, PUBLIC = "portal.key.pem", "portal.pub.pem"
NEXT_PRIVATE, NEXT_PUBLIC = "portal.next.key.pem", "portal.next.pub.pem"
OLD_PUBLIC = "portal.old.pub.pem"
PUBLICS = (PUBLIC, NEXT_PUBLIC, OLD_PUBLIC)


def make_keys(folder: Path) -> None:
    """Make the installation's key pair in `folder`, unless it is there; only its owner can read the private half.

    Of two set-ups at once the first one's key stays; what one that was killed left undone the next one does.
    """
    _make(folder, PRIVATE, PUBLIC)


def make_next(folder: Path) -> None:
    """Make the pair that comes next, unless it is there. From then on what it will sign is verified."""
    _make(folder, NEXT_PRIVATE, NEXT_PUBLIC)


def rotate(folder: Path) -> None:
    """Sign with the next pair, made here if need be, from now on; what was signed before is verified still."""
    make_next(folder)
    _publish(folder, OLD_PUBLIC, public_half(folder / PRIVATE))
    (folder / NEXT_PRIVATE).replace(folder / PRIVATE)
    (folder / NEXT_PUBLIC).replace(folder / PUBLIC)


def rotated_at(folder: Path) -> datetime | None:
    """When what the old key signed began to be only verified; None where there is no old key."""
    old = folder / OLD_PUBLIC
    return datetime.fromtimestamp(old.stat().st_mtime, UTC) if old.exists() else None


def retire(folder: Path) -> None:
    """Verify no more what the old key signed. A second call changes nothing."""
    (folder / OLD_PUBLIC).unlink(missing_ok=True)


def public_half(private: Path) -> bytes:
    return OKPKey.import_key(private.read_bytes()).as_pem(private=False)


def _make(folder: Path, private_name: str, public_name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    private, public = folder / private_name, folder / public_name
    if not private.exists():
        pem = OKPKey.generate_key("Ed25519").as_pem(private=True)
        with _draft(folder, pem) as draft, suppress(FileExistsError):
            private.hardlink_to(draft)
    pem = public_half(private)
    if not public.exists() or public.read_bytes() != pem:
        _publish(folder, public_name, pem)


def _publish(folder: Path, name: str, pem: bytes) -> None:
    with _draft(folder, pem) as draft:
        draft.chmod(0o644)
        draft.replace(folder / name)


@contextmanager
def _draft(folder: Path, content: bytes) -> Iterator[Path]:
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
