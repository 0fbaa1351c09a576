"""Another certificate for the proxy's container while people read pages: what the runbook has its reader type."""

import ssl
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import click
import httpx

from tests.system.composed import SITE, Composed
from tests.system.waiting import wait_until

READERS, PAUSE_S, CALLS = 4, 0.2, 60
# For anybody. Who is not signed in has 600 calls at once and as many a minute: it takes fewer.
PAGE = "/portal/public"


def another_certificate(site: Composed) -> None:
    """No call fails while nginx reads the new one, and nobody is shown the old one afterwards."""
    second = site.authority.gives(SITE, "second")
    stop, answers = Event(), Counter[str]()
    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read, site, stop, answers) for _ in range(READERS)]
        try:
            wait_until(lambda: answers["200"] > CALLS)
            site.shows(second)
            site.within("proxy", "sh", "-c", "nginx -t -q && nginx -s reload")
            before = answers.total()
            wait_until(lambda: shown() == second.shown)
            wait_until(lambda: answers.total() > before + CALLS)
        finally:
            stop.set()
    for one in reading:
        one.result()
    if set(answers) != {"200"}:
        raise click.ClickException(f"calls failed while the certificate changed: {dict(answers)}")
    click.echo(f"certificate: another one is shown; {answers.total()} calls before and after, none failed")


def read(site: Composed, stop: Event, answers: Counter[str]) -> None:
    """Ask for the page over a connection that is kept, again and again."""
    with site.client() as client:
        while not stop.wait(PAUSE_S):
            try:
                answers[str(client.get(PAGE).status_code)] += 1
            except httpx.TransportError as trouble:
                answers[repr(trouble)] += 1


def shown() -> bytes:
    """The certificate that a new connection is shown."""
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", 443)))
