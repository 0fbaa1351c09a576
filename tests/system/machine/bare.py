"""What a bare Debian 12 is made of: a folder by debootstrap, with this machine's own way to packages taken along."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import click

PROGRAMS = {"debootstrap": "debootstrap", "systemd-nspawn": "systemd-container", "slirp4netns": "slirp4netns"}
# Where this machine's apt has Debian's packages from.
SOURCES = (
    "apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Origin: Debian' 'Created-By: Packages'"
)
# How this machine comes to packages, the new one does too.
TAKEN = "etc/apt/apt.conf.d etc/pip.conf etc/xdg/pip root/.config/pip etc/npmrc root/.npmrc etc/ssl/certs"
# The name server of slirp4netns, which asks this machine's.
NAMES_AT = "nameserver 10.0.2.3\n"


def lacking() -> str | None:
    """Why it cannot be made here, or None."""
    if os.geteuid():
        return "this takes root"
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    return f"missing: apt install {' '.join(missing)}" if missing else None


def make(root: Path) -> None:
    """The least that Debian is, with systemd."""
    sources = sorted(set(run(*shlex.split(SOURCES)).splitlines()))
    if not sources:
        raise click.ClickException("apt knows of no package of Debian's here: apt update")
    mirror = next(line.split()[1] for line in sources if line.split()[2] == "bookworm")
    least = "--variant=minbase", "--include=ca-certificates,dbus,systemd,systemd-sysv"
    # What it mounts, and all that it starts, goes with it: ended in its midst, it leaves a folder that can be deleted.
    alone = "unshare", "--mount", "--pid", "--kill-child"
    run(*alone, "debootstrap", *least, "bookworm", str(root), mirror)
    (root / "etc/apt/sources.list").write_text("\n".join(sources) + "\n", encoding="utf-8")
    for name in TAKEN.split():
        _take(root, name)
    # npm out of a wheel has a machine's settings elsewhere; its user's it reads where they always are.
    if not (root / "root/.npmrc").exists() and (root / "etc/npmrc").exists():
        shutil.copy(root / "etc/npmrc", root / "root/.npmrc")
    (root / "etc/resolv.conf").write_text(NAMES_AT, encoding="ascii")


def _take(root: Path, name: str) -> None:
    here, there = Path("/") / name, root / name
    there.parent.mkdir(parents=True, exist_ok=True)
    if here.is_dir():
        shutil.rmtree(there, ignore_errors=True)
        shutil.copytree(here, there)
    elif here.exists():
        shutil.copy(here, there)


def run(*command: str) -> str:
    """What the command said; where it fails, it ends the whole."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{shlex.join(command)}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr}")
    return done.stdout
