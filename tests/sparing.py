"""What is done less often here than in the product, as nothing under test depends on it; `conftest.py` asks for it."""

from collections.abc import Callable
from typing import Any

from argon2 import PasswordHasher
from werkzeug.routing import Rule

from services.chassis import database
from services.portal.model import account

AS_BUILT = database.PRAGMAS


def spare() -> None:
    """For this process; processes that tests start are as the product is."""
    # A commit outlives its process all the same; to outlive the machine it would wait for the disk.
    database.PRAGMAS = tuple("synchronous=OFF" if one.startswith("synchronous") else one for one in AS_BUILT)
    # What makes a stolen hash hard to guess costs each sign-in 64 MiB and a tenth of a second.
    account.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    # Applications are made by the hundred, each with the same rules: half of their making was compiling these.
    Rule._compile_builder = once_a_rule(Rule._compile_builder)  # type: ignore[method-assign]


def once_a_rule(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """What builds a rule's addresses depends on the rule alone: the converters are given to it with its map's rule."""
    built: dict[tuple[object, ...], Any] = {}

    def builder(rule: Any, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in built:
            built[key] = compile_builder(rule, append_unknown)
        return built[key]

    return builder
