"""The web application of a service: its routes and pages behind the edge, its description, its health."""

from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, jsonify, request, send_from_directory
from flask_openapi import Info
from uuid_utils.compat import uuid7
from werkzeug.middleware.proxy_fix import ProxyFix

from services.chassis.database import Database
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.station.policy import POLICY as STATION_POLICY
from services.chassis.station.policy import READER
from services.chassis.station.release import STATIC, release
from services.chassis.tokens import Keys
from services.chassis.web import language, problems, rule
from services.chassis.web.actors import actor_name
from services.chassis.web.admission import SAFE
from services.chassis.web.api_pages import api_pages
from services.chassis.web.doors import Doors
from services.chassis.web.edge import Edge
from services.chassis.web.filtering import kept, list_file, next_page
from services.chassis.web.following import follow
from services.chassis.web.health import health
from services.chassis.web.limits import LARGEST_REQUEST
from services.chassis.web.metrics import metrics
from services.chassis.web.rates import Rates
from services.contracts.places import ACCOUNT, HELP, MENU, SEARCH, SIGN_IN, SIGN_OUT
from services.contracts.roles import SEARCHES

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
A_YEAR_S = 31_536_000
NO_SENSORS = "camera=(), microphone=(), geolocation=()"
# Who is not signed in has this part of the calls: a sign-in costs more than a scan.
STRANGERS = 5


def application(service: Service, doors: Doors, settings: Settings, database: Database, keys: Keys) -> Edge:
    """Build the application. Raises `RuntimeError` when a view declares no rule."""
    app = Edge(
        service.name,
        info=Info(title=f"Reserve: {service.name}", version="1"),
        security_schemes={"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        doc_ui=False,
        validation_error_callback=_invalid,
        static_folder=None,
        template_folder=str(files("services.chassis") / "templates"),
    )
    app.openapi_version = "3.1.1"
    app.database, app.keys, app.described = database, keys, doors.routes
    app.rates, app.strangers = Rates(settings.calls_a_minute), Rates(settings.calls_a_minute // STRANGERS)
    if settings.proxies:
        # Of so many proxies, each of which adds whom it heard, it is believed where a call comes from; else nothing is.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST, SETTINGS=settings)
    language.speak(app, service.package)
    app.jinja_env.filters["actor"] = actor_name
    problems.handle(app)
    _dress(app, settings)
    follow(app)
    _open(app, service, doors, settings)
    rule.check(app)
    return app


def _open(app: Edge, service: Service, doors: Doors, settings: Settings) -> None:
    """The service's own ways, and those that every service has."""
    for routes in doors.routes:
        app.register_api(routes)
    own = (
        api_pages(service.name),
        health(service, app.database, settings.broker),
        metrics(service, doors, settings, app.database),
    )
    for pages in (*doors.pages, *own):
        app.register_blueprint(pages)
    _describe(app, service.name)
    _release(app, service.name)


def _invalid(error: Any) -> Any:
    """The library's own validation: the same refusal as everywhere."""
    raise problems.invalid(error)


def _describe(app: Edge, name: str) -> None:
    @rule.bare()
    def openapi() -> Response:
        return jsonify(app.api_doc)

    app.add_url_rule(f"/{name}/openapi.json", "description", openapi)


def _release(app: Edge, name: str) -> None:
    """The static files under an address that names their content: what is kept of them is never asked for again."""

    @rule.bare()
    def released(version: str, filename: str) -> Response:
        same = version == release().version
        response = send_from_directory(str(STATIC), filename, max_age=A_YEAR_S if same else None)
        if same:
            response.cache_control.immutable = True
        if filename == READER:
            response.headers["Content-Security-Policy"] = STATION_POLICY
        return response

    app.add_url_rule(f"/{name}/static/<version>/<path:filename>", "released", released)


def _dress(app: Edge, settings: Settings) -> None:
    """What every template knows, and what every response carries."""
    app.jinja_env.globals |= {"kept": kept, "next_page": next_page, "list_file": list_file}

    app.context_processor(lambda: _known(app.name))

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", NO_SENSORS)
        response.headers.setdefault("Cache-Control", "no-store")
        if settings.https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response


def _known(service: str) -> dict[str, Any]:
    person = g.get("person")
    menu = [place for place in MENU if person and person.role in place.roles]
    return {
        "person": person,
        "menu": menu,
        "sign_in": SIGN_IN,
        "sign_out": SIGN_OUT,
        "help": HELP,
        "my_account": ACCOUNT,
        "search": SEARCH if person and person.role in SEARCHES else None,
        "csrf": person.csrf if person else "",
        "fresh_key": lambda: str(uuid7()),
        "static": release().address(service, "").rstrip("/"),
        "problem": g.get("problem"),
        "typed": request.form,
        "in_language": _in_language,
    }


def _in_language(code: str) -> str:
    """This page in another language; of a form that was refused, the page that it stands on."""
    path = request.path if request.method in SAFE else request.path.rsplit("/", 1)[0]
    return f"{path}?{urlencode(request.args.to_dict() | {'lang': code})}"
