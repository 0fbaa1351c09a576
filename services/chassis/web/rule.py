"""Who may call a route: every view declares it, and an application with a view that does not will not start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

from services.contracts.roles import Role
from services.contracts.sees import Sees

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """`roles` None admits anybody. `creates` asks for an Idempotency-Key. `bare` opens no transaction.

    `repeatable`: sent or run twice, it acts once, as scans do by their ids. `secret`: its answer holds what nobody may
    keep, so no reply is kept, whatever key is sent. `sees`: what it shows of persons; who is shown it is put into the
    access log; with a change, in its own transaction.
    """

    roles: frozenset[Role] | None
    creates: bool = False
    bare: bool = False
    repeatable: bool = False
    secret: bool = False
    sees: Sees | None = None


def allow(
    *roles: Role | Iterable[Role],
    creates: bool = False,
    repeatable: bool = False,
    secret: bool = False,
    sees: Sees | None = None,
) -> Callable[[View], View]:
    """Admit these roles (or sets of roles) only. The board's own scope is applied by the query, not here."""
    named = frozenset(one for role in roles for one in ([role] if isinstance(role, Role) else role))
    return _mark(Rule(named, creates, repeatable=repeatable, secret=secret, sees=sees))


def anyone() -> Callable[[View], View]:
    """Admit people who are not signed in: the door itself."""
    return _mark(Rule(None))


def bare() -> Callable[[View], View]:
    """Admit anybody and open no transaction: health, style sheets, the API's description for programs."""
    return _mark(Rule(None, bare=True))


def form_of(page: Callable[..., Any]) -> Callable[[View], View]:
    """Name the page (a GET view with the same arguments) whose form this view takes: a refusal shows it again."""

    def mark(view: View) -> View:
        view.form_page = page  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(view: Callable[..., Any]) -> Rule:
    rule: Rule = view.rule  # type: ignore[attr-defined]
    return rule


def check(app: Flask) -> None:
    """Every endpoint has its rule."""
    for endpoint, view in app.view_functions.items():
        if not hasattr(view, "rule"):
            raise RuntimeError(f"the route {endpoint} declares no rule: say who may call it with @allow(...)")


def _mark(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return mark
