"""`make machine-test`: a bare Debian 12 with systemd, the Reserve installed by its script, and the guides typed on it.

As root; it takes Debian's packages debootstrap, systemd-container and slirp4netns, a network to packages, and half an
hour. The machine is a folder and a network of its own: no port of this one is taken, and nothing is left. No part of
the gate. `--table` says of every block of the guides which tests type it, and makes nothing.
"""

import signal
import sys

import click

from tests.system.machine.bare import lacking
from tests.system.machine.debian import machine
from tests.system.machine.documents import blocks, typed
from tests.system.machine.story import whole


@click.command()
@click.option("--table", is_flag=True, help="Only tell what is typed by whom.")
def machine_test(table: bool) -> None:
    """Make it, install, type, break, start anew, put away."""
    if table:
        by = typed()
        for key, block in blocks().items():
            click.echo(f"{block.guide}: {block.title} ({block.number}): {', '.join(sorted(by[key])) or '-'}")
        return
    if why := lacking():
        raise click.ClickException(why)
    # Told to end, it puts all away too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with machine() as one:
        whole(one)
    click.echo("all is well")


if __name__ == "__main__":
    machine_test()
