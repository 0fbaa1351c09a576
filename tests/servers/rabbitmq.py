"""A private RabbitMQ: Debian's own programs without their wrappers, everything in a temporary folder, free ports."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import amqp

from tests.servers.process import LOOPBACK, Program, free_port, server_folder, wait_ready

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
ERLANG = "/usr/lib/erlang/bin:/usr/bin:/bin"
COOKIE = "a-private-cookie-of-the-tests"
HOSTS_AT_ONCE = 25
MAKE_HOSTS = (
    'lists:foreach(fun (H) -> rabbit_vhost:add(H, <<"tests">>), rabbit_auth_backend_internal:set_permissions('
    '<<"guest">>, H, <<".*">>, <<".*">>, <<".*">>, <<"tests">>) end, [{names}]).'
)
CONFIGURATION = """
listeners.tcp.1 = 127.0.0.1:{port}
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.absolute = {memory}
log.file.level = warning
num_acceptors.tcp = 4
cluster_partition_handling = pause_minority
"""


def lacking() -> str | None:
    """Why there can be none here, or None."""
    if (PROGRAMS / "rabbitmq-server").exists():
        return None
    return "RabbitMQ is not installed (Debian's package rabbitmq-server; `make test` installs it for root or with sudo)"


class RabbitMQ(Program):
    """One node. `url` makes a virtual host of its own at the first call; a test takes one each."""

    def __init__(
        self,
        folder: Path,
        epmd: int,
        name: str = "one",
        peers: Sequence[str] = (),
        memory: str = "1GB",
        settings: str = "",
    ) -> None:
        self.folder, self.port, self.node = folder, free_port(), f"{name}@localhost"
        self._made: set[str] = set()
        self._spare: list[str] = []
        self._next = 0
        _write(folder, self.port, peers, memory, settings)
        super().__init__([str(PROGRAMS / "rabbitmq-server")], folder / "node.log", self._surroundings(epmd))

    def start(self) -> None:
        self.boot()
        self.wait()

    def boot(self) -> None:
        """Start and do not wait, as nodes of a cluster start together."""
        super().start()

    def wait(self) -> None:
        wait_ready(self, self._answers)

    def stop(self) -> None:
        self.end(signal.SIGTERM)

    def url(self, host: str = "/") -> str:
        """The AMQP URL of a virtual host, made if it is not there yet."""
        if host != "/" and host not in self._made:
            self._make([host])
        return f"amqp://guest:guest@{LOOPBACK}:{self.port}/{quote(host, safe='')}"

    def fresh(self) -> str:
        """The URL of a virtual host that nobody had before."""
        if not self._spare:
            self._spare = [f"fresh-{number}" for number in range(self._next, self._next + HOSTS_AT_ONCE)]
            self._next += HOSTS_AT_ONCE
            self._make(self._spare)
        return self.url(self._spare.pop(0))

    def _make(self, hosts: Sequence[str]) -> None:
        # One call for many: starting rabbitmqctl costs most of a second.
        names = ",".join(f'<<"{host}">>' for host in hosts)
        self.control("eval", MAKE_HOSTS.format(names=names))
        self._made.update(hosts)

    def control(self, *arguments: str) -> str:
        """`rabbitmqctl`, by its own program: the wrapper in /usr/sbin changes user and folder."""
        command = [str(PROGRAMS / "rabbitmqctl"), "-q", "-n", self.node, *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout

    def _answers(self) -> bool:
        with amqp.Connection(host=f"{LOOPBACK}:{self.port}", connect_timeout=2, read_timeout=5) as connection:
            return bool(connection.connected)

    def _surroundings(self, epmd: int) -> dict[str, str]:
        folder = self.folder
        return {
            "HOME": str(folder / "home"),
            "PATH": ERLANG,
            "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": str(epmd),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -start_epmd false"
            " -kernel inet_dist_use_interface {127,0,0,1}",
        }


def _write(folder: Path, port: int, peers: Sequence[str], memory: str, settings: str) -> None:
    for name in ("home", "log", "mnesia"):
        (folder / name).mkdir(parents=True)
    cookie = folder / "home" / ".erlang.cookie"
    cookie.write_text(COOKIE, encoding="ascii")
    cookie.chmod(0o400)
    lines = [CONFIGURATION.format(port=port, memory=memory), settings]
    if peers:
        # A frozen node blocks whoever opens a connection on another, until it is given up: after 60 s, if not told.
        lines.append("net_ticktime = 8\ncluster_formation.peer_discovery_backend = classic_config\n")
        lines += [f"cluster_formation.classic_config.nodes.{n} = {peer}\n" for n, peer in enumerate(peers, 1)]
    (folder / "rabbitmq.conf").write_text("".join(lines), encoding="utf-8")
    (folder / "enabled_plugins").write_text("[].\n", encoding="ascii")


@contextmanager
def epmd(folder: Path) -> Iterator[int]:
    """Erlang's port mapper, ours alone and in the foreground, so that none outlives the tests; gives its port."""
    port = free_port()
    environment = {"PATH": ERLANG, "HOME": str(folder)}
    mapper = Program(["epmd", "-port", str(port), "-address", LOOPBACK], folder / "epmd.log", os.environ | environment)
    mapper.start()
    try:
        yield port
    finally:
        with suppress(ProcessLookupError):
            mapper.kill()


@contextmanager
def rabbitmq(memory: str = "1GB", settings: str = "") -> Iterator[RabbitMQ]:
    """A running node for the block, with more lines of configuration if given; nothing of it is left."""
    with server_folder("rabbitmq") as folder, epmd(folder) as port:
        node = RabbitMQ(folder / "one", port, memory=memory, settings=settings)
        node.start()
        try:
            yield node
        finally:
            node.stop()


@contextmanager
def cluster(size: int = 3) -> Iterator[list[RabbitMQ]]:
    """A running cluster for the block, its nodes started together."""
    names = [f"c{number}" for number in range(1, size + 1)]
    peers = [f"{name}@localhost" for name in names]
    with server_folder("cluster") as folder, epmd(folder) as port:
        nodes = [RabbitMQ(folder / name, port, name, peers) for name in names]
        try:
            for node in nodes:
                node.boot()
            for node in nodes:
                node.wait()
            yield nodes
        finally:
            for node in nodes:
                node.kill()
