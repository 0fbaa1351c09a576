"""What PostgreSQL lets run side by side: rows are locked in one order, so nobody deadlocks, and nothing is lost."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.chassis import inbox, tables
from services.chassis.act import Act, now
from services.chassis.database import Database
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.intake.model.site import Site
from services.intake.service import SERVICE as INTAKE
from services.portal import queries
from services.portal.model.sign_in import Attempts
from services.shipping.model import Carton
from tests.integration.databases import STORE, installation
from tests.integration.portal_story import Story
from tests.integration.shipping_site import Site as Board
from tests.integration.shipping_site import opened
from tests.integration.test_shipping_dock import Order
from tests.integration.test_side_by_side import ADDRESS, at_once

pytestmark = pytest.mark.databases("postgresql")
ROUNDS = 8


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Board]:
    yield from opened(tmp_path)


def deadlocks(database: Database) -> int:
    """How many the server has broken in this database."""
    name = database.engine.url.database
    STORE.server().ask("SELECT pg_stat_force_next_flush()")
    ((count,),) = STORE.server().ask("SELECT deadlocks FROM pg_stat_database WHERE datname = %s", name)
    return int(str(count))


def test_packing_lists_heard_while_their_shipments_are_voided_or_released_never_deadlock(site: Board) -> None:
    before, outcomes = deadlocks(site.running.database), Counter[int]()
    for number in range(ROUNDS):
        order = Order(site, 3, 3, prefix=f"C02{number:02d}")
        site.hear(order.packed(0, 1))
        (shipment,) = [one for one in _shipments(site) if one["request"] == str(order.request)]
        path, why = f"/shipments/{shipment['id']}", {"reason": "Erreur de saisie"}
        outcomes.update(
            at_once(
                [
                    lambda order=order: site.hear(order.closed(0), order.closed(1)) or 0,
                    lambda path=path, why=why: site.call(Role.WAREHOUSE, "POST", f"{path}/void", json=why).status_code,
                    lambda order=order, why=why: (
                        site.call(Role.WAREHOUSE, "POST", f"/cartons/{order.cartons[1]}/release", json=why).status_code
                    ),
                ]
            )
        )
    assert deadlocks(site.running.database) == before
    assert set(outcomes) <= {0, 200, 409}
    assert outcomes[0] == ROUNDS
    with site.running.database.reading() as session:
        assert session.scalars(select(Carton.shipment_id).where(Carton.shipment_id.is_not(None))).all() == []
        assert session.execute(select(tables.parked)).all() == []


def _shipments(site: Board) -> Any:
    return site.call(Role.WAREHOUSE, "GET", "/shipments?limit=200").json["items"]


def test_two_workers_that_hear_at_once_chain_one_log(portal: Any) -> None:
    stories = [Story(2, BoardCode(board)) for board in ("762000", "689000", "711000", "831000")]
    heard = [[one.to_wire() for one in story.whole()] for story in stories]
    at_once([lambda told=told: inbox.take(portal.database, portal.service, told) for told in heard])
    with portal.database.reading() as session:
        proof = queries.verify(session)
        assert (proof.broken_at, proof.entries) == (None, sum(map(len, heard)))
        assert session.execute(select(tables.parked)).all() == []


def test_a_login_that_succeeds_while_others_fail_is_no_fault(portal: Any) -> None:
    """The row of failures goes with a success, also while another guess waits for it."""
    statuses = Counter(at_once([lambda: _guess(portal) for _ in range(6)]))
    assert set(statuses) <= {401}
    with portal.database.reading() as session:
        assert session.scalars(select(Attempts.failures)).all() == [5]


def _guess(portal: Any) -> int:
    body = {"login": "nobody", "password": "wrong"}
    return int(portal.application().test_client().post("/portal/api/v1/sign-in", json=body).status_code)


def test_what_is_loaded_for_update_is_what_is_there_and_not_what_was_seen_before(tmp_path: Path) -> None:
    database, act = Database(installation(tmp_path, INTAKE).database_url("intake")), Act("u-1", now())
    with database.writing(act) as session:
        session.add(Site.of(BoardCode("762000"), ADDRESS, act.at))
    key = (BoardCode("762000"), ADDRESS.site)
    with database.writing(act) as session:
        assert session.get_one(Site, key).phone == "514"
        with database.writing(act) as other:
            other.get_one(Site, key).phone = "438"
        mine = session.scalars(select(Site).with_for_update()).one()
        assert mine.phone == "438"
    database.close()
