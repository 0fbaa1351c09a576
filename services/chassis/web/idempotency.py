"""Idempotency keys: a call repeated with its key answers again what it answered, and acts once.

A creating call must have one. Any other changing call may: whoever got no answer then sends it again, and is not told
that what he asked was done already.

Source: draft-ietf-httpapi-idempotency-key-header-07 (missing 400, same key with another payload 422).
"""

from flask import Request, Response
from sqlalchemy.orm import Session

from services.chassis import replies
from services.chassis.errors import Invalid, Malformed
from services.chassis.web.rule import Rule
from services.contracts.roles import Person
from services.contracts.sentence import say

LONGEST_KEY = 120


def key_of(request: Request, rule: Rule, person: Person | None) -> str | None:
    """The key under which the reply is kept, or None where there is none, nor need be. Raises `Malformed`.

    Of somebody who is not signed in only a creating call keeps its reply: his key is anybody's. What is repeatable
    without one, as scans are by their ids, needs none. An answer that holds a secret is never kept.
    """
    if rule.secret:
        return None
    given = request.headers.get("Idempotency-Key", "").strip('"') or request.form.get("idempotency_key", "")
    if not rule.creates and (not given or person is None or rule.repeatable):
        return None
    if not given or len(given) > LONGEST_KEY:
        raise Malformed(
            "idempotency.missing",
            say("Send an Idempotency-Key header of 1 to %(longest)s characters with this call.", longest=LONGEST_KEY),
        )
    actor = person.actor if person else "-"
    return replies.fingerprint(actor, request.method, request.path, given)


def fingerprint(request: Request) -> str:
    """What was asked, without what differs between two sendings of one form (its boundary, its csrf)."""
    if not request.form and not request.files:
        return replies.fingerprint(request.get_data())
    fields = sorted(f"{name}={value}" for name, value in request.form.items(multi=True) if name != "csrf")
    parts: list[bytes | str] = [*fields]
    for name, file in sorted(request.files.items(multi=True)):
        parts += [name, file.read()]
        file.seek(0)
    return replies.fingerprint(*parts)


def claim(session: Session, key: str, asked: str) -> Response | None:
    """Take `key` for this call: None. Where it is taken: the reply kept under it, to be sent again.

    The same call under way elsewhere is waited for. Raises `Invalid` when the key was used for something else.
    """
    if replies.claim(session, {key: asked}):
        return None
    kept = replies.find(session, [key])[key]
    if kept.fingerprint != asked:
        raise Invalid("idempotency.reused", say("This Idempotency-Key was used for another call. Send a new one."))
    response = Response(kept.body, kept.status, content_type=kept.content_type)
    if kept.place:
        response.headers["Location"] = kept.place
    response.headers["Idempotent-Replayed"] = "true"
    return response


def keep(session: Session, key: str, asked: str, response: Response) -> None:
    """Keep a good reply under its claimed key, in the transaction of its change."""
    place = response.headers.get("Location")
    content_type = response.content_type or "application/json"
    kept = replies.Reply(asked, response.get_data(), response.status_code, content_type, place)
    replies.keep(session, {key: kept})
