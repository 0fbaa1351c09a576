"""What a broker's URL says of its nodes, and that it never shows its password."""

import pytest

from services.chassis.broker.address import Address, addresses
from services.chassis.broker.publisher import open_publisher


def test_a_url_names_its_node_with_what_is_usual_left_out() -> None:
    assert addresses("amqp://") == [Address("localhost", 5672, "/", "guest", "guest")]
    assert addresses("amqp://user:p%40ss@broker:1234/%2Freserve") == [
        Address("broker", 1234, "/reserve", "user", "p@ss")
    ]
    assert addresses("amqps://broker/reserve")[0] == Address("broker", 5671, "reserve", "guest", "guest", {})


def test_a_url_names_several_nodes_in_order() -> None:
    found = addresses("amqp://u:p@a/reserve;amqp://u:p@b:5673/reserve")
    assert [str(node) for node in found] == ["a:5672", "b:5673"]


def test_tls_takes_files_by_the_names_of_rabbitmqs_own_clients() -> None:
    [node] = addresses("amqps://broker?cacertfile=/ca.pem&certfile=/me.pem&keyfile=/key.pem")
    assert node.tls == {"cacertfile": "/ca.pem", "certfile": "/me.pem", "keyfile": "/key.pem"}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("amqp://user:se/cret@broker", "cannot be read"),
        ("amqp://user:secret@broker:port", "cannot be read"),
        ("amqp://user:secret@[broker", "cannot be read"),
        ("amqp://user:secret@broker;broker:secret", "also after each semicolon"),
        ("amqp://user:secret@broker?verify=none", "takes no verify"),
        ("amqps://user:secret@broker?cacertfile=/nowhere.pem", "No such file"),
    ],
)
def test_what_cannot_be_understood_is_refused_without_the_password(url: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        open_publisher(url)
    assert "cret" not in str(refused.value)


def test_an_address_does_not_show_its_password() -> None:
    assert "secret" not in repr(addresses("amqp://user:secret@broker"))
