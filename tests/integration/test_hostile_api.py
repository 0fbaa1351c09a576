"""Every operation of every API, asked with values drawn from its own description, right and wrong: the server never
fails, and what it answers is what the description says. A run asks every fourth operation on SQLite and another fourth
on PostgreSQL, so that in four days each is asked on both; `make fuzz EXAMPLES=n` asks all of them and draws more."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from services.chassis.web.refusals import rules_of
from services.everything import SERVICES
from tests import turns
from tests.integration.databases import POSTGRESQL, SQLITE, put_back
from tests.integration.house import someone
from tests.integration.stage import Stage, board_for

NAMES = [one.name for one in SERVICES]
KINDS = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
# Drawn anew with the same values each time; a failure names the call as it is, and is not searched for a smaller one.
DRAWING = {
    "deadline": None, "database": None, "derandomize": True,
    "suppress_health_check": list(HealthCheck), "phases": [Phase.generate],
}  # fmt: skip


@pytest.fixture(params=NAMES)
def service(stage: Stage, request: pytest.FixtureRequest) -> Iterator[str]:
    """A service; it has its database back after it."""
    yield request.param
    put_back(stage.house.services[request.param], stage.kept[request.param])


def headers(stage: Stage, rule: Any, address: str) -> dict[str, str]:
    """Those of somebody who may call it."""
    given = {"Idempotency-Key": uuid4().hex}
    if rule.roles:
        role = min(rule.roles)
        signed = stage.house.keys.sign(someone(role, board_for(role, address)))
        given["Authorization"] = f"Bearer {signed}"
    return given


def wrong(strategy: Any, examples: int, stage: Stage, rule: Any) -> dict[str, str]:
    """What does not hold of the answers to some calls, by check, with the first call that shows it."""
    found: dict[str, str] = {}

    @given(case=strategy)
    @settings(max_examples=examples, **DRAWING)
    def each(case: Any) -> None:
        answer = case.call(headers=headers(stage, rule, f"{case.operation.method} {case.operation.path}"))
        for check in CHECKS:
            try:
                case.validate_response(answer, checks=[check])
            except BaseExceptionGroup as failures:
                told = f"{answer.status_code}: {failures.exceptions[0]}\n{case.as_curl_command()}"
                found.setdefault(check.__name__, told)

    try:
        each()
    except Unsatisfiable:
        # What takes nothing cannot be given anything wrong.
        return found
    return found


@pytest.mark.databases(SQLITE, POSTGRESQL)
def test_no_call_makes_a_server_fail_and_every_answer_is_as_described(
    stage: Stage, service: str, database_kind: str, pytestconfig: pytest.Config
) -> None:
    app, examples = stage.house.applications[service], pytestconfig.getoption("--examples")
    rules, told = rules_of(app), defaultdict(dict)
    described = schemathesis.openapi.from_wsgi(f"/{service}/openapi.json", app).get_all_operations()
    every = [one.ok() for one in described]
    for operation in turns.part(pytestconfig, every, 4, after=2 * (database_kind == POSTGRESQL)):
        rule = rules[operation.method.upper(), operation.path]
        for kind in KINDS:
            told[operation.label] |= wrong(operation.as_strategy(generation_mode=kind), examples, stage, rule)
    assert {label: found for label, found in told.items() if found} == {}
    assert len(every) > 20


@pytest.mark.parametrize("name", NAMES)
def test_the_description_names_who_is_asked_and_every_refusal(stage: Stage, name: str) -> None:
    app = stage.house.applications[name]
    page, rules = app.api_doc, rules_of(app)
    for path, methods in page["paths"].items():
        for method, about in methods.items():
            rule = rules[method.upper(), path]
            assert bool(about.get("security")) == (rule.roles is not None)
            keys = [one["name"] for one in about.get("parameters", ()) if one["in"] == "header"]
            assert keys == (["Idempotency-Key"] if rule.creates else [])
            assert {"400", "401", "403", "404", "422", "429", "500", "503"} < set(about["responses"])
