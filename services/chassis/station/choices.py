"""What a context may be chosen from instead of typed: the open ones of its kind, newest first."""

from pydantic import Field

from services.chassis.station.expected import NAME
from services.chassis.web.shapes import Answer, Body

# As many as a person finds at a glance; an older one is typed, or its label scanned.
MOST = 20


class Choosing(Body):
    """The name that a scan's `with` has for it."""

    name: str = Field(max_length=NAME)


class Choice(Answer):
    """`value` is what `with` then says, `title` what the person reads."""

    value: str
    title: str


class Choices(Answer):
    """At most twenty."""

    choices: list[Choice]
