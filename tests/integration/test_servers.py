"""The tests' own servers: they start, keep what they confirmed through a SIGKILL, and nothing of them is left."""

from pathlib import Path

from tests.servers.postgres import Postgres
from tests.servers.postgres import postgres as postgres_server
from tests.servers.rabbitmq import RabbitMQ


def test_a_private_postgresql_keeps_what_it_committed_and_leaves_nothing() -> None:
    with postgres_server() as server:
        server.url("kept")
        server.ask("CREATE TABLE one (n int)", database="kept")
        server.ask("INSERT INTO one VALUES (7)", database="kept")
        server.kill()
        assert not server.running
        server.start()
        assert server.ask("SELECT n FROM one", database="kept") == [(7,)]
        folder = server.folder
    assert not server.running
    assert not Path(folder).exists()


def test_each_database_and_each_virtual_host_is_apart(postgres: Postgres, rabbitmq: RabbitMQ) -> None:
    assert postgres.url("one") != postgres.url("two")
    assert rabbitmq.url("one").endswith("/one")
    assert {"one"} <= set(rabbitmq.control("list_vhosts", "--no-table-headers").split())
