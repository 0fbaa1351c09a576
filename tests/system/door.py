"""Calls to a site of this machine. None speaks TLS: reading the certificates takes longer than the call."""

import socket
import ssl
from functools import partial
from urllib.parse import urlsplit

import httpx

NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

request = partial(httpx.request, verify=NO_CERTIFICATES)
get = partial(httpx.get, verify=NO_CERTIFICATES)
post = partial(httpx.post, verify=NO_CERTIFICATES)


def answers(url: str, path: str = "portal/health/live") -> bool:
    """Whether the site's door is open, and what is asked for is well."""
    site = urlsplit(url)
    try:
        # It is asked over and over while a site starts, and a call's client costs more than a knock.
        socket.create_connection((site.hostname, site.port), timeout=5).close()
        return get(f"{url}/{path}", timeout=5).is_success
    except (OSError, httpx.TransportError):
        return False
