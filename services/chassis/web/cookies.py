"""Cookies as browsers keep them safest: with https their names say that this host alone set them, encrypted only."""

from flask import current_app, request
from werkzeug.wrappers import Response

from services.chassis.settings import Settings

# What a browser takes only with Secure; the first only for this host and all of it (RFC 6265bis, 4.1.3).
OF_HOST, SECURE = "__Host-", "__Secure-"


def name_of(cookie: str, path: str, https: bool) -> str:
    """The name under which a cookie travels. Without https no browser would take it under a safer one."""
    if not https:
        return cookie
    return f"{OF_HOST if path == '/' else SECURE}{cookie}"


def read(cookie: str, path: str = "/") -> str | None:
    """What the browser sent of a cookie of ours."""
    return request.cookies.get(name_of(cookie, path, _https()))


def put(response: Response, cookie: str, value: str, path: str = "/", life_s: int | None = None) -> None:
    """Set a cookie that no script reads and no other site's form sends; without `life_s` it ends with the browser."""
    name, https = name_of(cookie, path, _https()), _https()
    response.set_cookie(name, value, max_age=life_s, path=path, httponly=True, samesite="Lax", secure=https)


def drop(response: Response, cookie: str, path: str = "/") -> None:
    name, https = name_of(cookie, path, _https()), _https()
    response.delete_cookie(name, path=path, httponly=True, samesite="Lax", secure=https)


def _https() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.https
