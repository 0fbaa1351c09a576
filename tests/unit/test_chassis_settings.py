"""Settings: defaults that run on one machine, every wrong one named at once."""

import pytest

from services.chassis.settings import BadSettings, from_environment, terminal_language


def test_the_defaults_keep_everything_under_var() -> None:
    settings = from_environment({"RESERVE_VAR": "/somewhere"})
    assert settings.database_url("intake") == "sqlite:////somewhere/intake.sqlite"
    assert settings.broker == "sqlite:////somewhere/broker.sqlite"


def test_every_wrong_setting_is_named_not_only_the_first() -> None:
    with pytest.raises(BadSettings) as wrong:
        from_environment({"RESERVE_PORT": "http", "RESERVE_DATABASE": "postgresql://one", "RESERVE_GS1_PREFIX": "12"})
    assert [line.split(":")[0] for line in str(wrong.value).splitlines()] == [
        "RESERVE_PORT",
        "RESERVE_GS1_PREFIX",
        "RESERVE_DATABASE",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESERVE_PORT", "0"),
        ("RESERVE_PORT", "65536"),
        ("RESERVE_PORT", "²"),
        ("RESERVE_PORTRAIT_DAYS", "²"),
        ("RESERVE_DATABASE", "mysql://host/{service}"),
        ("RESERVE_DATABASE", "postgresql://host:port/{service}"),
        ("RESERVE_DATABASE", "{service}"),
        ("RESERVE_METRICS_TOKEN", "short"),
        ("RESERVE_METRICS_TOKEN", "with a space in it"),
        ("RESERVE_METRICS_ADDRESS", "9464"),
        ("RESERVE_CALLS_A_MINUTE", "1199"),
        ("RESERVE_CALLS_A_MINUTE", "²"),
        ("RESERVE_PROXIES", "10"),
        ("RESERVE_PROXIES", "-1"),
        ("RESERVE_METRICS_ADDRESS", "0.0.0.0:http"),
        ("RESERVE_BROKER", "redis://x"),
        ("RESERVE_BROKER", "sqlite://x"),
        ("RESERVE_BROKER", "sqlite:///"),
        ("RESERVE_BROKER", "var/broker.sqlite"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=f"^{name}: "):
        from_environment({name: value})


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_is_supported_with_a_database_and_a_user_a_service(scheme: str) -> None:
    url = f"{scheme}://reserve_{{service}}@db.example/reserve_{{service}}?sslmode=require"
    settings = from_environment({"RESERVE_DATABASE": url})
    assert settings.database_url("intake") == url.replace("{service}", "intake")


@pytest.mark.parametrize("broker", ["sqlite:///b.sqlite", "amqp://", "amqp://me:secret@host/reserve", "amqps://host"])
def test_the_embedded_broker_and_rabbitmq_are_supported(broker: str) -> None:
    assert from_environment({"RESERVE_BROKER": broker}).broker == broker


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "en_CA.UTF-8"}, "en"),
        ({"LANG": "en_CA", "RESERVE_LANG": "fr"}, "fr"),
        ({"LANG": "C"}, "fr"),
    ],
)
def test_the_terminal_speaks_french_unless_it_asks_for_english(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language


@pytest.mark.parametrize(("text", "address"), [("0.0.0.0:9464", ("0.0.0.0", 9464)), ("[::]:9464", ("::", 9464))])
def test_workers_may_answer_prometheus_at_an_address(text: str, address: tuple[str, int]) -> None:
    assert from_environment({"RESERVE_METRICS_ADDRESS": text}).metrics_address == address
