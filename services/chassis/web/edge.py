"""The edge of a service: admits a request, opens its transaction, keeps its reply; one for routes and pages alike."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_openapi import OpenAPI
from pydantic import BaseModel
from sqlalchemy.orm import Session
from werkzeug.routing import RequestRedirect

from services.chassis.act import Act, now
from services.chassis.again import again
from services.chassis.database import Database
from services.chassis.errors import Malformed, Unauthenticated
from services.chassis.tokens import Keys
from services.chassis.web import idempotency, looks
from services.chassis.web.admission import SAFE, admit
from services.chassis.web.handed import FormRequest
from services.chassis.web.limits import UNREAD
from services.chassis.web.moment import moment_of
from services.chassis.web.rates import Rates
from services.chassis.web.routes import Routes, description
from services.chassis.web.rule import Rule, rule_of
from services.chassis.web.shapes import Edited, Watched
from services.contracts.roles import Person
from services.contracts.sentence import say


class Edge(OpenAPI):
    """A Flask application whose every view runs inside one transaction, admitted by the view's own rule."""

    request_class = FormRequest
    database: Database
    keys: Keys
    # Of those who are signed in, and of those who are not.
    rates: Rates
    strangers: Rates
    described: Sequence[Routes] = ()

    @property
    def api_doc(self) -> dict[str, Any]:
        """The OpenAPI description, made for the first who asks."""
        return description(self, self.described)

    def dispatch_request(self) -> ResponseReturnValue:
        """Call the view. Its change, its events and its kept reply are one transaction; a refusal undoes all three."""
        if unread := request.environ.get(UNREAD):
            raise unread
        if isinstance(request.routing_exception, RequestRedirect):
            return _elsewhere(request.routing_exception)
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        if request.method == "OPTIONS":
            return self.make_default_options_response()
        view = self.view_functions[cast(str, request.endpoint)]
        rule = rule_of(view)
        if rule.bare:
            return self.make_response(view(**(request.view_args or {})))
        g.database = self.database
        g.person = admit(request, rule, self.keys)
        self._count(g.person)
        _readable()
        if request.method in SAFE:
            return again(lambda: self._read(view, rule), repeatable=True, service=self.name)
        key = idempotency.key_of(request, rule, g.person)
        asked = idempotency.fingerprint(request) if key else ""
        act = _act(g.person)
        repeatable = rule.repeatable or key is not None
        return again(lambda: self._write(view, rule, act, key, asked), repeatable, self.name)

    def _count(self, whose: Person | None) -> None:
        if whose:
            self.rates.take(whose.actor)
        else:
            self.strangers.take(request.remote_addr or "-")

    def _read(self, view: Any, rule: Rule) -> Response:
        with self.database.reading() as g.session:
            response = self.make_response(view(**(request.view_args or {})))
        if response.status_code < HTTPStatus.BAD_REQUEST:
            note_access(rule)
        return response

    def _write(self, view: Any, rule: Rule, act: Act, key: str | None, asked: str) -> Response:
        for file in request.files.values():
            # An earlier run of this request may have read it.
            file.seek(0)
        with self.database.writing(act) as g.session:
            if key and (kept := idempotency.claim(g.session, key, asked)):
                return kept
            response = self.make_response(view(**(request.view_args or {})))
            looks.note(g.session, rule)
            if key:
                idempotency.keep(g.session, key, asked, response)
        return response

    def make_response(self, rv: Any) -> Response:
        """Views return shapes: `Answer`, or `(Answer, 201)`."""
        body, rest = (rv[0], rv[1:]) if isinstance(rv, tuple) else (rv, ())
        if isinstance(body, BaseModel):
            shown = Response(body.model_dump_json(by_alias=True), content_type="application/json")
            if isinstance(body, Edited):
                shown.set_etag(str(body.version))
            if isinstance(body, Watched):
                shown.add_etag()
                shown.make_conditional(request)
            rv = (shown, *rest) if rest else shown
        return super().make_response(rv)


def session() -> Session:
    """The transaction of this request."""
    return cast(Session, g.session)


def person() -> Person:
    """Whoever calls. Raises `Unauthenticated` where nobody is signed in."""
    found = g.get("person")
    if found is None:
        raise Unauthenticated("token.missing", say("Sign in first."))
    return cast(Person, found)


def note_access(rule: Rule) -> None:
    """Put into the access log that the caller is shown what this rule says. Where that fails, he is shown nothing."""
    if looks.is_noted(rule):
        with edge().database.writing(Act(g.person.actor, now())) as session:
            looks.note(session, rule)


def edge() -> Edge:
    """The running application."""
    return cast(Edge, current_app)


def _elsewhere(asked: RequestRedirect) -> Response:
    """The same page under its right address, for one with a doubled slash: on this host, whichever the caller named."""
    path = urlsplit(asked.new_url)._replace(scheme="", netloc="").geturl()
    return Response(status=asked.code, headers={"Location": path})


def _readable() -> None:
    """A body that says it is JSON must be JSON: the library below would report it as a missing body (422). No address
    has a NUL in it, which a database refuses."""
    if "\0" in request.path:
        raise Malformed("path.malformed", say("This address cannot be read."))
    if request.is_json and request.get_data(cache=True):
        try:
            request.get_json(cache=True)
        except Exception as error:
            raise Malformed("json.malformed", say("The body is not well-formed JSON.")) from error


def _act(whose: Person | None) -> Act:
    return Act(
        actor=whose.actor if whose else "anonymous",
        at=moment_of(request, edge().config["SETTINGS"]),
        station=whose.station if whose else None,
        traceparent=g.traceparent,
        seen=_seen(),
    )


def _seen() -> frozenset[str] | None:
    """The versions that the caller says it saw: by `If-Match`, or in a page's form."""
    if request.if_match:
        return None if request.if_match.star_tag else frozenset(request.if_match.as_set())
    version = request.form.get("version")
    return frozenset([version]) if version else None
