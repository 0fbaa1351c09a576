"""Every text that a caller may write is a code that proves itself, or free text that refuses a student's code."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any, get_args

from pydantic.functional_validators import AfterValidator

import services
from services.chassis.web.shapes import Body
from services.portal.shapes.user import OpenUser

# What is only looked up, or proven before it is kept: words of a vocabulary, scanned codes, secrets, places in a list.
LOOKED_UP = frozenset(
    {
        *("action", "aisle", "category", "by_category", "code", "codes", "media", "region", "shipment", "supplier"),
        *("type", "types", "why", "q", "loan", "taken_by", "cursor", "about", "actor", "station", "operator", "key"),
        *("password", "chosen", "again", "csrf", "next"),
    }
)
# The login and the name of a route that signs in or looks up, the place in a list where a page of it begins, the types
# of what is offered; those that are kept prove themselves.
IN_PASSING = {("Credentials", "login"), ("PasswordForm", "login"), ("SignInForm", "login")}
IN_PASSING |= {("Choosing", "name"), ("Named", "name"), ("Wanted", "after"), ("OfferForm", "lines")}


def shapes(kind: type[Body] = Body) -> Iterator[type[Body]]:
    for one in kind.__subclasses__():
        yield one
        yield from shapes(one)


def is_plain(kind: Any) -> bool:
    """Whether any text is taken; a `Code` and the words of a vocabulary are types of their own."""
    return kind is str or any(is_plain(one) for one in get_args(kind))


def test_no_field_takes_just_any_text():
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            import_module(module.name)
    plain = {
        (shape.__name__, name)
        for shape in shapes()
        for name, field in shape.model_fields.items()
        if is_plain(field.annotation) and not any(isinstance(one, AfterValidator) for one in field.metadata)
    }
    assert sorted((shape, name) for shape, name in plain - IN_PASSING if name not in LOOKED_UP) == []
    assert len(plain) > 40


def test_the_names_of_people_and_stations_refuse_it_too():
    kept = OpenUser.model_fields
    assert [any(isinstance(one, AfterValidator) for one in kept[name].metadata) for name in ("login", "name")] == [
        True,
        True,
    ]
