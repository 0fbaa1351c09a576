"""PostgreSQL and RabbitMQ prove who they are: by certificates, which are changed while all goes on."""

from pathlib import Path

from tests.servers.authority import Authority
from tests.system.installed import NAME
from tests.system.machine.operator import RELEASE, Operator, require

TLS = "/etc/reserve/tls/servers.pem"
POSTGRES, RABBIT = "/etc/postgresql/tls", "/etc/rabbitmq/tls"
SPEAKS_TLS = f"""listeners.ssl.default = 5671
ssl_options.certfile = {RABBIT}/certificate.pem
ssl_options.keyfile = {RABBIT}/key.pem
"""
# Of each connection of a service, whether it is one of TLS.
VERIFIED = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename LIKE 'reserve_%'"


def are_verified(operator: Operator) -> None:
    first, second = (authority(operator, name) for name in ("first", "second"))
    operator.type("echo 127.0.0.1 db.example.org a.example.org b.example.org >> /etc/hosts")
    show(operator, first)
    operator.machine.put("/etc/rabbitmq/conf.d/20-tls.conf", SPEAKS_TLS)
    operator.ask("postgres", f"ALTER SYSTEM SET ssl_cert_file = '{POSTGRES}/certificate.pem'")
    operator.ask("postgres", f"ALTER SYSTEM SET ssl_key_file = '{POSTGRES}/key.pem'")
    operator.type("systemctl reload postgresql")
    operator.type("systemctl restart rabbitmq-server")
    operator.machine.put(TLS, trusted(first))
    site = first.gives(NAME, "site")
    operator.machine.put("/root/chain.pem", site.chain.read_bytes())
    operator.machine.put("/root/key.pem", site.key.read_bytes(), 0o600)
    password = operator.type(
        'sed -n "s|^RESERVE_BROKER=\'amqp://reserve:\\([^@]*\\)@.*|\\1|p" /etc/reserve/reserve.env'
    ).said
    # Settings are made once: on a machine that has them they are put aside.
    put = {"…": password.strip(), "DATABASE='": "mv /etc/reserve/reserve.env /root; DATABASE='"}
    operator.follow("What the script does", at=RELEASE, put=put)
    operator.type("reserve health --ready")
    require(operator.ask("postgres", VERIFIED) == "t", "connections are not all by TLS")
    changed(operator, second)


def authority(operator: Operator, name: str) -> Authority:
    folder: Path = operator.machine.folder / name
    folder.mkdir()
    return Authority(folder)


def trusted(by: Authority) -> bytes:
    return (by.folder / "authority.pem").read_bytes()


def show(operator: Operator, by: Authority) -> None:
    """Put its certificate where both servers have theirs."""
    given = by.gives("*.example.org", "servers")
    for folder, owner in ((POSTGRES, "postgres"), (RABBIT, "rabbitmq")):
        operator.machine.put(f"{folder}/certificate.pem", given.chain.read_bytes(), owner=owner)
        operator.machine.put(f"{folder}/key.pem", given.key.read_bytes(), 0o600, owner)


def changed(operator: Operator, second: Authority) -> None:
    """By the runbook; nothing of the Reserve is started anew."""
    asked = "systemctl show -P MainPID 'reserve-w*' 'reserve-relay*'"
    before = operator.look(asked).said
    operator.machine.put("/root/AUTHORITY", trusted(second))
    operator.follow("Another certificate", 1, put={"AUTHORITY": "/root/AUTHORITY"})
    show(operator, second)
    operator.follow("Another certificate", 2)
    operator.machine.put(TLS, trusted(second))
    operator.type("reserve broker check")
    operator.type("reserve health --ready")
    operator.type("reserve audit")
    require(operator.look(asked).said == before, "a role was started anew")
