"""A student's code permanent in any field of any form: refused, or kept nowhere; in no table, log or message then."""

from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.chassis import tables
from services.chassis.searching import look_through
from services.everything import BY_NAME, SERVICES
from tests.integration.house import someone
from tests.integration.stage import Stage, board_for, status
from tests.integration.ways import WAYS

CODE = "trem 1805-0912"
CHANGING = sorted(name for name in WAYS if not name.startswith("GET"))
Steps = tuple[str | int, ...]


def texts(form: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Where a form has texts: a caller may write there what he likes."""
    if isinstance(form, dict):
        for key, value in form.items():
            yield from texts(value, (*steps, key))
    elif isinstance(form, list):
        for number, value in enumerate(form):
            yield from texts(value, (*steps, number))
    elif isinstance(form, str):
        yield steps


def put(form: Any, steps: Steps, text: str) -> Any:
    """The same form with this text there."""
    if not steps:
        return text
    head, *rest = steps
    changed = form.copy()
    changed[head] = put(form[head], tuple(rest), text)
    return changed


def places(stage: Stage, service: str) -> set[str]:
    """Where the code stands in a service's database."""
    found, one = set(), stage.house.services[service]
    for metadata in (tables.metadata, BY_NAME[service].tables):
        for place in look_through(one.database, metadata, lambda said: "1805-0912" in said):
            found.add(f"{service}.{place.table}.{place.column}")
    return found


@pytest.fixture
def sent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calls a route as its first role does, with the code in one of its texts."""

    def send(name: str, kind: str, steps: Steps) -> Any:
        role = min(stage.rule(name).roles or ())
        way = WAYS[name].of(role)
        given = way.sent()
        monkeypatch.setattr(way, "sent", lambda: {**given, kind: put(given[kind], steps, CODE)})
        answer = stage.call(name, someone(role, board_for(role, name)))
        monkeypatch.undo()
        return answer

    return send


def test_a_students_code_is_refused_wherever_it_is_typed_or_kept_nowhere(stage: Stage, sent: Any) -> None:
    kept, tried = [], 0
    with capture_logs() as told:
        for name in CHANGING:
            role = min(stage.rule(name).roles or ())
            for kind, form in WAYS[name].of(role).sent().items():
                for steps in texts(form):
                    tried += 1
                    if status(sent(name, kind, steps)) < 400:
                        service = name.split("/")[1]
                        kept += [(name, steps, place) for place in sorted(places(stage, service))]
                        with stage.fresh(name):
                            pass
    assert kept == []
    assert tried > 150
    assert [service.name for service in SERVICES if places(stage, service.name)] == []
    assert "1805-0912" not in str(told)
