"""Every event: a sample survives the wire, an unknown field in it is ignored, and AsyncAPI says what it is."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from services.contracts.care import PaperNumber
from services.contracts.envelope import Envelope, Unreadable, from_wire
from services.contracts.event import Event
from services.contracts.events import BY_TYPE, EVENTS
from services.contracts.values import AssetTag, BoardCode, CartonCode, LocationCode, SchoolCode, Serial, ZoneCode

PAGE = Path(__file__).parents[2] / "services" / "contracts" / "asyncapi.yaml"
CODES: dict[type, Any] = {
    BoardCode: BoardCode("762000"),
    SchoolCode: SchoolCode("762217"),
    LocationCode: LocationCode("A-01-03"),
    Serial: Serial("5CG0123ABC"),
    CartonCode: CartonCode.numbered(7, None),
    ZoneCode: ZoneCode("A-01"),
    PaperNumber: PaperNumber("P000001"),
    AssetTag: None,
}
for kind, sample in CODES.items():
    st.register_type_strategy(kind, st.just(sample))


def samples(kind: type[Event]) -> st.SearchStrategy[Event]:
    """Events of one type with every field drawn, optional ones too."""
    texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
    with_texts = {str: texts, int: st.integers(0, 10_000), datetime: st.just(datetime(2020, 8, 27, tzinfo=UTC))}
    return _built(kind, with_texts)


def _built(kind: type[BaseModel], known: dict[type, Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: _drawn(field.annotation, known) for name, field in kind.model_fields.items()})


def _drawn(annotation: Any, known: dict[type, Any]) -> st.SearchStrategy[Any]:
    arguments = getattr(annotation, "__args__", ())
    origin = getattr(annotation, "__origin__", None)
    if annotation in known:
        return known[annotation]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is list:
        return st.lists(_drawn(arguments[0], known), max_size=3)
    if origin is dict:
        return st.dictionaries(_drawn(arguments[0], known), _drawn(arguments[1], known), max_size=3)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = {name: _drawn(field.annotation, known) for name, field in annotation.model_fields.items()}
        return st.builds(annotation, **{**fields, **({"quantity": st.integers(1, 99)} if "quantity" in fields else {})})
    if arguments:
        return st.one_of(*(_drawn(one, known) for one in arguments))
    return st.from_type(annotation)


def envelope(data: Event) -> Envelope[Event]:
    return Envelope(
        id=uuid4(),
        source=f"/{data.owner}",
        subject=data.subject(),
        time=datetime(2020, 8, 27, 18, 5, 11, tzinfo=UTC),
        sequence=7,
        actor="u-1",
        data=data,
        correlation=data.correlation(),
    )


@pytest.mark.parametrize("kind", EVENTS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawing=st.data())
def test_a_sample_survives_the_wire_and_an_unknown_field_is_ignored(kind: type[Event], drawing: st.DataObject) -> None:
    sent = envelope(drawing.draw(samples(kind)))
    assert from_wire(sent.to_wire()) == sent
    widened = json.loads(sent.to_wire())
    widened["later"] = 1
    widened["data"]["later"] = {"and": "deeper"}
    assert from_wire(json.dumps(widened).encode()) == sent


@pytest.mark.parametrize("kind", EVENTS)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(drawing=st.data())
def test_the_wire_form_is_json_without_blanks_as_any_writer_gives_it(kind: type[Event], drawing: st.DataObject) -> None:
    sent = envelope(drawing.draw(samples(kind)))
    plain = json.loads(sent.to_wire()) | {"data": sent.data.model_dump(mode="json")}
    assert sent.to_wire() == json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("kind", EVENTS)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(drawing=st.data())
def test_the_wire_form_is_what_asyncapi_says(kind: type[Event], drawing: st.DataObject) -> None:
    payload = _page()["components"]["messages"][kind.__name__]["payload"]
    local = json.loads(json.dumps(payload).replace(f"#/components/messages/{kind.__name__}/payload/", "#/"))
    jsonschema.validate(json.loads(envelope(drawing.draw(samples(kind))).to_wire()), local)


def test_asyncapi_names_exactly_the_events_that_exist() -> None:
    assert set(_page()["components"]["messages"]) == {kind.__name__ for kind in EVENTS}
    payloads = [one["payload"]["properties"] for one in _page()["components"]["messages"].values()]
    assert {(one["source"]["const"], one["type"]["const"]) for one in payloads} == set(BY_TYPE)
    assert len(BY_TYPE) == len(EVENTS)


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_says_in_words_what_it_is(kind: type[Event]) -> None:
    assert (kind.__doc__ or "").strip().endswith(".")
    assert kind.__doc__ != Event.__doc__


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"specversion":"0.3"}',
        b'{"specversion":"1.0","type":"ca.quebec.reserve.device.melted.v1"}',
        b'{"specversion":"1.0","type":"ca.quebec.reserve.device.stored.v1","id":"x"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_event_is_unreadable_not_a_crash(body: bytes) -> None:
    with pytest.raises(Unreadable):
        from_wire(body)


@pytest.mark.parametrize(
    ("attribute", "wrong"),
    [
        ("id", 5),
        ("source", "/" + "x" * 60),
        ("source", "/shipping"),
        ("type", "ca.quebec.reserve.device.melted.v1"),
        ("subject", ["device/1"]),
        ("time", "2020"),
        ("time", "2020-08-27T14:05:11"),
        ("sequence", "-1"),
        ("correlationid", 7),
        ("data", []),
        ("data", {"device": "nobody"}),
    ],
)
def test_an_event_with_one_wrong_attribute_is_unreadable(attribute: str, wrong: object) -> None:
    kind = BY_TYPE["/warehouse", "ca.quebec.reserve.device.stored.v1"]
    good = json.loads(envelope(kind(device=UUID(int=1), type="tablet", location="A-01-03")).to_wire())
    assert from_wire(json.dumps(good).encode()).data.routing_key() == "warehouse.device.stored"
    with pytest.raises(Unreadable):
        from_wire(json.dumps(good | {attribute: wrong}).encode())


def test_a_body_over_64_kb_is_refused_before_it_is_sent() -> None:
    kind = BY_TYPE["/warehouse", "ca.quebec.reserve.device.quarantined.v1"]
    long = kind(device=UUID(int=1), location="A-01-03", reason="x" * 70_000)
    with pytest.raises(ValueError, match="over 65536"):
        envelope(long).to_wire()


def test_a_full_carton_of_200_devices_fits_under_64_kb() -> None:
    kind = BY_TYPE["/warehouse", "ca.quebec.reserve.carton.closed.v1"]
    device = {
        "device": uuid4(),
        "maker": "Samsung Electronics",
        "serial": "X" * 32,
        "model": "Y" * 30,
        "type": "chromebook",
    }
    devices = [{**device, "asset_tag": None} for _ in range(200)]
    full = kind(carton=uuid4(), code=CODES[CartonCode], order=uuid4(), request=uuid4(), board="762000", devices=devices)
    assert len(envelope(full).to_wire()) < 64 * 1024


@cache
def _page() -> dict[str, Any]:
    return yaml.safe_load(PAGE.read_text(encoding="utf-8"))
