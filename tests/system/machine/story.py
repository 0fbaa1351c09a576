"""The life of one machine by the guides: installed, worked on, broken, started anew; with what it measured."""

import re
import subprocess
import time

import click

from tests.system.installed import NAME, ROOT
from tests.system.machine import days, servers
from tests.system.machine.debian import Debian
from tests.system.machine.documents import GUIDES
from tests.system.machine.operator import RELEASE, Operator, require

INSTALLED_WITHIN_S = 900
GUIDE = GUIDES[0].read_text(encoding="utf-8")
UNITS = "reserve.target"
# As the kernel writes them: a socket that listens, and 127.0.0.1 and ::1.
LISTENS, LOOPBACKS = "0A", {"0100007F", "00000000000000000000000001000000"}


def whole(machine: Debian) -> None:
    """From nothing on it to all that the guides have somebody do on it."""
    operator = Operator(machine)
    copy_release(machine)
    install(operator)
    operator.follow("Installing", 1)
    operator.follow("Installing", 2)
    hardened(operator)
    heard(operator)
    played(operator)
    days_after(operator)
    killed(operator)
    days.of_an_operator(operator)
    days.saved(operator)
    restarted(operator)
    newer(operator)
    servers.are_verified(operator)
    days.what_stands_still(operator)
    days.by_hand(operator)


def copy_release(machine: Debian) -> None:
    """What git knows of this tree, as it lies here."""
    folder = machine.root / RELEASE.lstrip("/")
    folder.mkdir(parents=True)
    tar = f"git ls-files -z | tar -cf - --null -T - | tar -xf - -C {folder} --no-same-owner"
    subprocess.run(tar, shell=True, cwd=ROOT, check=True)


def install(operator: Operator) -> None:
    begun = time.monotonic()
    (done,) = operator.follow("Installing", at=RELEASE)
    took = time.monotonic() - begun
    require(f"done: https://{NAME}" in done.said, done.said)
    require(took < INSTALLED_WITHIN_S, f"installed in {took:.0f} s, not within {INSTALLED_WITHIN_S}")
    begun = time.monotonic()
    (again,) = operator.follow("Installing", at=RELEASE)
    require("nothing was to be changed" in again.said, again.said)
    click.echo(f"installed: {took:.0f} s the first call, {time.monotonic() - begun:.0f} s the second")


def days_after(operator: Operator) -> None:
    # Whoever follows a journal ends it by hand.
    _, journal, *_ = operator.follow("The days after", ends=(0, 124), put={"journalctl": "timeout 5 journalctl"})
    require('"event": "taken"' in journal.said, f"no line of JSON\n{journal.said}")


def hardened(operator: Operator) -> None:
    """Each unit's exposure is what the guide says of it."""
    told = re.search(r"`systemd-analyze security` gives them ([0-9.]+)", GUIDE)
    require(told, "the guide says no figure")
    for unit in units(operator):
        said = operator.look(f"systemd-analyze security --offline=yes --no-pager {unit}").said
        require(told and f"level for {unit}: {told[1]} " in said, said.splitlines()[-1])


def heard(operator: Operator) -> None:
    """From elsewhere, the proxy alone: of all that listens, nothing else does on another address than the loopback."""
    told = operator.look("cat /proc/net/tcp /proc/net/tcp6").said.splitlines()
    places = [words[1] for words in map(str.split, told) if len(words) > 3 and words[3] == LISTENS]
    open_to_all = {int(port, 16) for address, port in (one.split(":") for one in places) if address not in LOOPBACKS}
    require(open_to_all == {80, 443}, f"heard from elsewhere: {sorted(open_to_all)}")


def units(operator: Operator) -> list[str]:
    """The ten, by their names."""
    wanted = operator.look(f"systemctl show -P Wants {UNITS}").said.split()
    require(len(wanted) == 10, f"{len(wanted)} units: {wanted}")
    return sorted(wanted)


def played(operator: Operator) -> None:
    """A hundred devices from the supplier to the student; the play ends with the audit's status."""
    operator.type("reserve play surge --part 100 --exit --json")
    agrees(operator)


def agrees(operator: Operator) -> None:
    for command in ("reserve health --ready", "reserve broker check", "reserve audit", "reserve verify"):
        operator.type(command)


def killed(operator: Operator) -> None:
    """All nine at once, by the signal that nobody hears; systemd has each back."""
    roles = [unit for unit in units(operator) if "setup" not in unit]
    before = {unit: pid(operator, unit) for unit in roles}
    operator.type(f"kill -9 {' '.join(before.values())}")
    begun = time.monotonic()
    operator.type("reserve health --ready")
    click.echo(f"nine roles killed: all ready after {time.monotonic() - begun:.0f} s")
    after = {unit: pid(operator, unit) for unit in roles}
    require(not before.items() & after.items() and "0" not in after.values(), f"{before}\n{after}")
    agrees(operator)


def pid(operator: Operator, unit: str) -> str:
    return operator.look(f"systemctl show -P MainPID {unit}").said.strip()


def newer(operator: Operator) -> None:
    """Another release is installed by its own script: here this one, of which a word is another."""
    operator.type("echo >> CHANGELOG.md", at=RELEASE)
    (done,) = operator.follow("Installing", at=RELEASE)
    require("install: release" in done.said and f"done: https://{NAME}" in done.said, done.said)
    agrees(operator)


def restarted(operator: Operator) -> None:
    """All comes up by itself, and has what it had."""
    count = "SELECT count(*) FROM log"
    before = operator.ask("reserve_portal", count)
    begun = time.monotonic()
    operator.machine.restart()
    operator.type("reserve health --ready")
    click.echo(f"started anew: all ready after {time.monotonic() - begun:.0f} s")
    require(operator.ask("reserve_portal", count) == before, "the log is not what it was")
    agrees(operator)
    page = operator.type(f"curl -fsSk --resolve {NAME}:443:127.0.0.1 https://{NAME}/portal/sign-in").said
    require("<form" in page, page[:500])
