"""Cookies as browsers keep them safest: with https their names say that this host alone set them, encrypted only."""

from flask import current_app, request
from werkzeug.wrappers import Response

from services.chassis.settings import Settings

# What a browser takes only with Secure, and for this host and all of its paths (RFC 6265bis, 4.1.3).
OF_HOST = "__Host-"


def read(cookie: str) -> str | None:
    """What the browser sent of a cookie of ours."""
    return request.cookies.get(_as_sent(cookie, "/")[0])


def put(response: Response, cookie: str, value: str, path: str = "/", life_s: int | None = None) -> None:
    """Set a cookie that no script reads and no other site's form sends; without `life_s` it ends with the browser.

    Behind https no other host of the domain could have set it, for which it is sent to every path.
    """
    name, path = _as_sent(cookie, path)
    response.set_cookie(name, value, max_age=life_s, path=path, httponly=True, samesite="Lax", secure=_https())


def drop(response: Response, cookie: str, path: str = "/") -> None:
    name, path = _as_sent(cookie, path)
    response.delete_cookie(name, path=path, httponly=True, samesite="Lax", secure=_https())


def _as_sent(cookie: str, path: str) -> tuple[str, str]:
    """Name and path. Without https no browser would take it under the safer name."""
    return (f"{OF_HOST}{cookie}", "/") if _https() else (cookie, path)


def _https() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.https
