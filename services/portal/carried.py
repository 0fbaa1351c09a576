"""A form that met the end of its session without script: carried through the sign-in, back to the same person alone.

Its fields stand in the sign-in page, in the browser that had just sent them. That it is that person's own form its
session's value tells, which no other site can read; and nothing is done before its person says so once more.
"""

from collections.abc import Sequence

from flask import request

PREFIX = "kept."
# Far more than any page has; what is larger is not carried.
MOST_FIELDS, LARGEST = 2_000, 200_000

Fields = Sequence[tuple[str, str]]


def met() -> Fields:
    """The fields of the form that this request is; none where a file is among them, which no page can hand back."""
    fields = list(request.form.items(multi=True))
    has_file = any(file.filename for file in request.files.values())
    return [] if has_file or len(fields) > MOST_FIELDS or sum(len(value) for _, value in fields) > LARGEST else fields


def carried() -> Fields:
    """The fields that the sign-in's form carries."""
    every = request.form.items(multi=True)
    return [(name.removeprefix(PREFIX), value) for name, value in every if name.startswith(PREFIX)]


def of_sign_in() -> dict[str, str]:
    """The sign-in's own fields."""
    return {name: value for name, value in request.form.items() if not name.startswith(PREFIX)}


def csrf_of(fields: Fields) -> str:
    """The session's value that a form carries."""
    return dict(fields).get("csrf", "")


def without_csrf(fields: Fields) -> Fields:
    """What is sent again, under the new session's value."""
    return [(name, value) for name, value in fields if name != "csrf"]


def page_of(form: str) -> str:
    """Where the form of this address stands: it is posted to <its page>/<verb>."""
    return form.split("?")[0].rsplit("/", 1)[0]
