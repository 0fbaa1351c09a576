"""The installation's keys as files: made once, turned without stopping anything; every step is one rename.

| file | what it is |
| --- | --- |
| `portal.key.pem` | the private half that the portal signs with; only its owner can read it |
| `portal.pub.pem` | its public half, by which every service verifies |
| `portal.next.key.pem`, `portal.next.pub.pem` | the pair that comes next: verified already, not signed with yet |
| `portal.old.pub.pem` | the public half that was signed with before: verified as long as its last tokens last |
"""

from datetime import UTC, datetime
from pathlib import Path

from services.chassis.pair import files, make_pair, public_half, publish

NAME, NEXT = "portal", "portal.next"
PRIVATE, PUBLIC = (file.name for file in files(Path(), NAME))
NEXT_PRIVATE, NEXT_PUBLIC = (file.name for file in files(Path(), NEXT))
OLD_PUBLIC = "portal.old.pub.pem"


def make_keys(folder: Path) -> None:
    """Make the installation's key pair in `folder`, as `make_pair` does."""
    make_pair(folder, NAME)


def make_next(folder: Path) -> None:
    """Make the pair that comes next, unless it is there. From then on what it will sign is verified."""
    if not (folder / NEXT_PRIVATE).exists():
        # A rotation that was killed may have left its public half, which verifies until the pair is whole.
        make_keys(folder)
        (folder / NEXT_PUBLIC).unlink(missing_ok=True)
    make_pair(folder, NEXT)


def rotate(folder: Path) -> None:
    """Sign with the next pair, made here if need be, from now on; what was signed before is verified still."""
    make_next(folder)
    publish(folder, OLD_PUBLIC, public_half(folder / PRIVATE))
    (folder / NEXT_PRIVATE).replace(folder / PRIVATE)
    (folder / NEXT_PUBLIC).replace(folder / PUBLIC)


def rotated_at(folder: Path) -> datetime | None:
    """When what the old key signed began to be only verified; None where there is no old key."""
    old = folder / OLD_PUBLIC
    return datetime.fromtimestamp(old.stat().st_mtime, UTC) if old.exists() else None


def retire(folder: Path) -> None:
    """Verify no more what the old key signed. A second call changes nothing."""
    (folder / OLD_PUBLIC).unlink(missing_ok=True)
