"""A private nginx: Debian's own program with the sites of a folder, in the foreground, by whoever runs the tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.process import Program

MAIN = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {sites}/*;
}}
"""


def lacking() -> str | None:
    """Why there can be none here, or None."""
    if _program() is None:
        return "nginx is not installed (Debian's package nginx; `make test` installs it for root or with sudo)"
    return None


@contextmanager
def nginx(folder: Path, sites: Path) -> Iterator[Program]:
    """It runs for the block, with the sites that lie in `sites`; `folder` is where it may write."""
    folder.mkdir(parents=True)
    # Started by root it would else give up the right to read what root made.
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(user=user, folder=folder, sites=sites), encoding="utf-8")
    server = Program(command(folder), folder / "nginx.log")
    server.start()
    try:
        yield server
    finally:
        server.end()


def command(folder: Path) -> list[str]:
    """How the server that writes in `folder` is started, and told to do something."""
    return [str(_program()), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def workers(folder: Path) -> list[str]:
    """The processes that serve: for a moment after a reload the old ones too."""
    number = (folder / "nginx.pid").read_text(encoding="ascii").strip()
    return Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii").split()


def _program() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
