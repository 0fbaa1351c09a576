"""What a request shows of persons, as the access log is told it: a view may say more of its look than its rule does."""

import re

from flask import g, request
from sqlalchemy.orm import Session

from services.chassis import access
from services.chassis.web.rule import Rule
from services.contracts.sees import Motive

LONGEST_ABOUT = 80
# What of an address names no thing: the format of a file. Of a placeholder its name tells enough, not what it takes.
NO_THING = frozenset({"kind"})
PLACEHOLDER = re.compile(r"<(?:[^<>]+:)?(\w+)>")


def looked(about: str | None = None, reason: Motive | None = None, found: int | None = None) -> None:
    """Say of this request's look what it was about, why, or how many it found. Never what was typed."""
    g.looked = {"about": about, "reason": reason, "found": found}


def is_noted(rule: Rule) -> bool:
    """Whether what the rule says is shown to somebody who is put into the access log."""
    return rule.sees is not None and g.get("person") is not None


def note(session: Session, rule: Rule) -> None:
    """Put into the access log that the caller is shown what this rule says, in this transaction."""
    if rule.sees is None or not is_noted(rule):
        return
    said = g.pop("looked", {})
    thing = "/".join(str(value) for name, value in (request.view_args or {}).items() if name not in NO_THING)
    about = (said.pop("about", None) or thing)[:LONGEST_ABOUT] or None
    way = PLACEHOLDER.sub(r"<\1>", f"{request.method} {request.url_rule}")
    access.note(session, g.person, rule.sees, way, about, **said)
