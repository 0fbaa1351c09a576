"""What an operator types on the days after: accounts, files, labels, figures; what stands still; by hand."""

import json

import click

from tests.system.machine.operator import HOME, Operator, require
from tests.system.waiting import wait_until

AT_HOME = "/opt/reserve"
NOTICE = "carton,maker,model,serial,asset_tag\n,HP,9UZ86UT,{},\n"
SHEET = "maker,model,serial\nHP,9UZ86UT,5CG0123ABC\n"
PASSWORD = "by-hand-0123456789"
# The portal cannot write what it hears of a delivery: as a release that fails on it.
POISON = """CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poison'; END $$;
CREATE TRIGGER poison BEFORE INSERT ON log
FOR EACH ROW WHEN (NEW.what = 'delivery.announced') EXECUTE FUNCTION poison();"""
CURE = "DROP TRIGGER poison ON log; DROP FUNCTION poison();"
# What no release can read, as somebody else's program would send it.
RUBBISH = """from services.chassis.broker.message import Message
from services.chassis.broker.publisher import open_publisher
from services.chassis.settings import from_environment
there = open_publisher(from_environment().broker)
there.publish([Message(name, "warehouse.device.stored", b"?") for name in "12"], timeout=10)
there.close()
"""
# What the guides tell within their sentences, for such days.
SPOKEN = (
    "reserve privacy scan",
    "reserve privacy purge",
    "reserve stations",
    "reserve health intake worker",
    "reserve keys list",
    "reserve outbox purge",
)
AS_RESERVE = "set -a; . /etc/reserve/reserve.env; exec /opt/reserve/.venv/bin/python"


def of_an_operator(operator: Operator) -> None:
    """Everything that is typed while all is well."""
    # The guide's own examples are typed with these; a minimal Debian has neither.
    operator.type("DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends curl jq >/dev/null")
    serial = operator.ask("reserve_portal", "SELECT serial FROM device ORDER BY serial LIMIT 1")
    operator.follow("Accounts and stations")
    operator.follow("Delivery times and the daily digest")
    operator.type("reserve open-data --publish")
    operator.follow("Public figures and open data")
    operator.follow("Custody for other systems (EPCIS 2.0)", put={"DMP762000000": serial})
    announce(operator, "5CG0999AAA", "BL-77")
    operator.machine.put(f"{HOME}/sheet.csv", SHEET)
    operator.follow("Labels", at=AT_HOME, put={"FILE": f"{HOME}/sheet", ".csv": ".csv"})
    operator.follow("When something stands still")
    operator.follow("Scraping", put={"var/keys": f"{HOME}/keys"})
    traced(operator, serial)


def saved(operator: Operator) -> None:
    """A backup while all goes on; then all of it is brought back."""
    for command in SPOKEN:
        operator.type(command)
    operator.type("reserve backup monday")
    stopped(operator)
    operator.type("reserve restore monday")
    operator.type("systemctl start reserve.target")
    operator.type("reserve health --ready")
    operator.type("reserve audit")


def stopped(operator: Operator) -> None:
    """The target, and with it all that is part of it: none is left that only begins to end."""
    operator.type("systemctl stop reserve.target")
    left = operator.look("systemctl list-units --plain --no-legend --state=active,deactivating 'reserve-*'").said
    require(not left, f"still there\n{left}")


def announce(operator: Operator, serial: str, reference: str) -> None:
    """A supplier's file, where the user `reserve` may read it."""
    operator.machine.put(f"{HOME}/{serial}.csv", NOTICE.format(serial))
    operator.follow("Suppliers' files", put={"FILE": f"{serial}.csv", "BL-77": reference})


def traced(operator: Operator, serial: str) -> None:
    """A device's steps lead to the lines that the roles wrote of them."""
    operator.type("journalctl -o cat -u 'reserve-*' > reserve.log")
    traces = json.loads(operator.type(f"reserve trace {serial} --json").said)["journey"]
    put = {"5CG0123ABC": serial, "0198c0de…": traces[-1]["trace"]}
    first, found = operator.follow("Logs", put=put)
    require(len(first.said.split()) == len(traces), first.said)
    require('"trace' in found.said, found.said)


def what_stands_still(operator: Operator) -> None:
    """Two events that the portal cannot apply, two messages that nobody can read."""
    operator.ask("reserve_portal", POISON)
    for serial in ("5CG0999AAB", "5CG0999AAC"):
        announce(operator, serial, serial)
    first, second = wait_until(lambda: listed(operator, "parked", 2), 600, 2.0)
    operator.ask("reserve_portal", CURE)
    operator.follow("When something stands still", 1, put={" ID": [f" {first}", f" {first}", f" {second}"]})
    require(not listed(operator, "parked", 1), "an event is still parked")
    operator.machine.put("/srv/rubbish.py", RUBBISH)
    operator.type(f"{AS_RESERVE} /srv/rubbish.py", at=AT_HOME, user="reserve")
    letters = wait_until(lambda: listed(operator, "deadletters", 2), 600, 2.0)
    put = {" ID…": f" {letters[0]}", " ID": [f" {letters[0]}", f" {letters[-1]}"]}
    operator.follow("When something stands still", 2, put=put)


def listed(operator: Operator, what: str, least: int) -> list[str]:
    """Their ids, once there are so many."""
    found = json.loads(operator.look(f"reserve {what} list --json").said)
    return [str(one["id"]) for one in found] if len(found) >= least else []


def by_hand(operator: Operator) -> None:
    """Another site beside the one that systemd keeps, which rests meanwhile: its servers are those of this machine."""
    stopped(operator)
    operator.type("grep -q rabbit /etc/hosts || echo 127.0.0.1 db rabbit >> /etc/hosts")
    operator.ask("postgres", f"CREATE ROLE reserve LOGIN PASSWORD '{PASSWORD}'")
    operator.type("rabbitmqctl -q add_vhost hand")
    operator.type(f"rabbitmqctl -q add_user hand {PASSWORD}")
    operator.type("rabbitmqctl -q set_permissions -p hand hand '.*' '.*' '.*'")
    for name in ("warehouse", "shipping", "portal"):
        operator.type(f"createdb -O reserve hand_{name}", at="/", user="postgres")
    unit = f"systemd-run --quiet --unit=by-hand --working-directory={AT_HOME} --setenv=HOME=/root"
    put = {"createdb": "runuser -u postgres -- createdb", "reserve_intake": "hand_intake", "make": f"{unit} make"}
    put |= {"…": PASSWORD, "amqp://reserve": "amqp://hand", "rabbit/reserve": "rabbit/hand", "db/reserve_": "db/hand_"}
    operator.follow("On real servers", at=AT_HOME, put=put)
    asked = "curl -fsS http://127.0.0.1:8020/portal/sign-in"
    wait_until(lambda: operator.look(asked, end=None).code == 0, 600, 2.0)
    operator.type("systemctl stop by-hand")
    click.echo("by hand: nine processes, and gone")
