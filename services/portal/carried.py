"""A form that met the end of its session without script: kept through the sign-in, back to the same person alone.

That it is that person's own form its session's value tells, which no other site can read; it is kept under a secret of
the browser that had just sent it, by whichever way its person signs in; nothing is done before he says so once more.
"""

import secrets
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

from services.chassis.web.cookies import put, read
from services.chassis.web.handed import handed
from services.contracts.places import SEND_AGAIN
from services.portal.apart import apart
from services.portal.cookies import FORM, SESSION_PATH
from services.portal.model.kept_form import LIFE, Form
from services.portal.operations.kept_form import offer_form

# Far more than any page has; what is larger is not kept.
MOST_FIELDS, LARGEST, LARGEST_FILES = 2_000, 200_000, 5_000_000


def met(asked: str) -> Form | None:
    """The form that this request is, sent to this address; None where it is none, or too large."""
    fields = list(request.form.items(multi=True))
    files = [(name, file) for name, file in request.files.items(multi=True) if file.filename]
    size = sum(file.seek(0, 2) for _, file in files)
    if not fields or len(fields) > MOST_FIELDS or size > LARGEST_FILES or sum(len(one) for _, one in fields) > LARGEST:
        return None
    return Form(asked, fields, [handed(name, file) for name, file in files])


def new_secret() -> str:
    """256 random bits for the browser's cookie."""
    return secrets.token_urlsafe(32)


def hold(response: Response, secret: str) -> None:
    """Let the browser have the secret under which its form is kept."""
    put(response, FORM, secret, SESSION_PATH, int(LIFE.total_seconds()))


def secret_of() -> str:
    """The secret that the browser has; empty for none."""
    return read(FORM) or ""


def onward(actor: str, further: str) -> str:
    """Where somebody goes who has just signed in: to the form that is kept for him and this browser, once."""
    secret = secret_of()
    if not secret:
        return further
    with apart() as kept:
        waits = offer_form(kept, actor, secret)
    return f"{SEND_AGAIN}?{urlencode({'next': further})}" if waits else further


def csrf_of(form: Form) -> str:
    """The session's value that a form carries."""
    return dict(form.fields).get("csrf", "")


def without_csrf(form: Form) -> list[tuple[str, str]]:
    """What is sent again, under the new session's value."""
    return [(name, value) for name, value in (*form.fields, *form.files) if name != "csrf"]


def page_of(form: str) -> str:
    """Where the form of this address stands: it is posted to <its page>/<verb>."""
    return form.split("?")[0].rsplit("/", 1)[0]
