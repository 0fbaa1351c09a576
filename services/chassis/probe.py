"""Does a role live? Asked twice a minute for each, so by the standard library alone: `reserve health` loads everything.

`python -m services.chassis.probe /var/lib/reserve/alive/intake.worker`, or the URL of a door's `/health/live`.
"""

import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from services.chassis.alive import SILENT_S, silence

ANSWERS_WITHIN_S = 5.0


def fault(asked: str) -> str | None:
    """What is wrong with the role behind a URL or a sign of life; None where it lives."""
    return _of_door(asked) if asked.startswith("http://") else _of_sign(Path(asked))


def _of_door(url: str) -> str | None:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWERS_WITHIN_S)
    try:
        connection.request("GET", parts.path)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return f"no answer: {error}"
    finally:
        connection.close()
    return None if status == 200 else f"HTTP {status}"


def _of_sign(sign: Path) -> str | None:
    silent = silence(sign)
    if silent is None:
        return "no sign of life"
    return f"silent for {silent:.0f} s" if silent > SILENT_S else None


if __name__ == "__main__":
    sys.exit(fault(sys.argv[1]))
