"""The access log of a service on its page and in a file: who was shown what of persons, for those who watch over it.

Reading it is put into it too, with the fields that were filtered by and not what was typed into them.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template
from pydantic import Field

from services.chassis.access import Access, accesses
from services.chassis.kinds import KINDS
from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.filtering import asked
from services.chassis.web.language import render
from services.chassis.web.listing import Column, Listing, named, saved_list
from services.chassis.web.looks import looked
from services.chassis.web.rule import allow
from services.chassis.web.shapes import Paging
from services.contracts.places import ACCESS_LOGS, USERS
from services.contracts.roles import NAMES as ROLES
from services.contracts.roles import READS_ACCESSES
from services.contracts.sees import MOTIVES, Sees
from services.contracts.sees import NAMES as SEEN
from services.contracts.sentence import say

# By what this log may be filtered.
FIELDS = {"sees": say("What was shown"), "actor": say("Who"), "about": say("About")}
# What a look may have been about that is no single thing: the kinds that were searched for, the fields filtered by.
NO_THINGS = {kind.value: name for kind, name in KINDS.items()} | FIELDS


class AccessList(Paging):
    """Which accesses: of one kind, by one person, to one thing; persons and things by their ids."""

    sees: Sees | None = None
    actor: str | None = Field(None, max_length=80)
    about: str | None = Field(None, max_length=80)


def _read(query: AccessList, cursor: UUID | None, limit: int) -> Page[Access]:
    fields = [name for name in FIELDS if getattr(query, name) is not None]
    looked(about=" ".join(fields))
    return accesses(session(), query.sees, query.actor, query.about, cursor, limit)


def in_words(about: str) -> str:
    """What a look was about, as people say it; the id of a thing stays as it is."""
    first, *others = about.split() or [about]
    if first not in NO_THINGS:
        return about
    return ", ".join(render(NO_THINGS.get(word, word)) for word in (first, *others))


ACCESSES = Listing[AccessList, Access](
    say("Access log"),
    AccessList,
    _read,
    [
        Column(say("Access"), lambda one: one.position),
        Column(say("When"), lambda one: one.at),
        Column(say("Who"), lambda one: one.actor),
        Column(say("Role"), lambda one: one.role, named(ROLES)),
        Column(say("Board"), lambda one: one.board),
        Column(say("What was shown"), lambda one: one.sees, named(SEEN)),
        Column(say("About"), lambda one: one.about, in_words),
        Column(say("Reason"), lambda one: one.reason, named(MOTIVES)),
        Column(say("Found"), lambda one: one.found),
        Column(say("By which way"), lambda one: one.way),
        Column(say("Hash"), lambda one: one.hash),
    ],
)


def pages(service: str) -> Blueprint:
    """`/<service>/access` and its files."""
    made = Blueprint(f"{service}_access", __name__, url_prefix=f"/{service}")

    @made.get("/access")
    @allow(READS_ACCESSES, sees=Sees.ACCESSES)
    def list_accesses() -> str:
        query = asked(AccessList)
        page = ACCESSES.read(query, query.cursor, query.limit)
        return render_template("access.html", page=page, query=query, address=f"/{service}/access", **_words())

    @made.get("/access.<any('csv', 'xlsx'):kind>")
    @allow(READS_ACCESSES, sees=Sees.ACCESSES)
    def accesses_file(kind: str) -> Response:
        return saved_list(ACCESSES, kind)

    return made


def _words() -> dict[str, Any]:
    return {
        "in_words": in_words,
        "role_names": ROLES,
        "seen": SEEN,
        "motives": MOTIVES,
        "logs": ACCESS_LOGS,
        "users": USERS,
    }
