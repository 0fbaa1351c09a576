"""Pages of deliveries: announced, received, closed, received on."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.sheet.writing import Format
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import person, session
from services.chassis.web.language import render
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging, UndoAnswer
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.model.asn_place import words
from services.warehouse.operations.delivery import announce_sent, close_delivery, undo_delivery
from services.warehouse.operations.notice_reading import queue_notice
from services.warehouse.pages import received_file
from services.warehouse.pages.delivery_list import DELIVERIES
from services.warehouse.pages.show import asked, form, show
from services.warehouse.queries import delivery as queries
from services.warehouse.queries import difference
from services.warehouse.queries.notice_file import find_notice, notice_files
from services.warehouse.queries.notice_reading import under_way
from services.warehouse.queries.supplier_claim import supplier_claims
from services.warehouse.queries.undo import of_delivery
from services.warehouse.shapes.delivery import DeliveryForm
from services.warehouse.shapes.difference import Closing
from services.warehouse.shapes.undo import Undo

NEWEST_FILES = 10

pages = Blueprint("warehouse_delivery_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def first_deliveries() -> str:
    """The newest deliveries: what is shown where the address or the form cannot be read, under the reason."""
    return _deliveries(Paging())


@pages.get("/deliveries")
@form_of(first_deliveries)
@allow(WAREHOUSE, SEES_ALL)
def deliveries() -> str:
    return _deliveries(asked(Paging))


@pages.get("/deliveries.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def deliveries_file(kind: str) -> Response:
    return saved_list(DELIVERIES, kind)


@pages.post("/deliveries/announce")
@form_of(first_deliveries)
@allow(WAREHOUSE, creates=True)
def announce() -> ResponseReturnValue:
    sent = form(DeliveryForm).sent()
    if sent.is_long:
        reading = queue_notice(session(), sent)
        return redirect(url_for("warehouse_notice_reading_pages.notice_reading", key=reading.id), 303)
    delivery = announce_sent(session(), sent)
    return redirect(url_for(".delivery", key=delivery.id), 303)


@pages.get("/deliveries/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def delivery(key: UUID) -> str:
    progress = queries.delivery(session(), key)
    undo = UndoAnswer.of(of_delivery(session(), progress.delivery))
    found = difference.differences(session(), key)
    return show("delivery", progress=progress, notice=find_notice(session(), key), undo=undo, found=found)


def differences_page(key: UUID) -> str:
    """What differs, from its first device on: what is shown where the delivery is not closed, under the reason."""
    return _differences(key, Paging())


@pages.get("/deliveries/<uuid:key>/differences")
@form_of(differences_page)
@allow(WAREHOUSE, SEES_ALL)
def differences(key: UUID) -> str:
    return _differences(key, asked(Paging))


@pages.get("/deliveries/<uuid:key>/differences.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def differences_file(key: UUID, kind: str) -> Response:
    number = queries.delivery(session(), key).delivery.number
    found = difference.every(session(), key), difference.stacks(session(), key)
    return saved_sheets(Format(kind), f"ecarts-{number}", *received_file.differences(*found))


@pages.post("/deliveries/<uuid:key>/close")
@form_of(differences_page)
@allow(WAREHOUSE)
def close(key: UUID) -> ResponseReturnValue:
    given = form(Closing)
    close_delivery(session(), key, given.reason, given.seen)
    return redirect(url_for(".delivery", key=key), 303)


@pages.post("/deliveries/<uuid:key>/undo")
@form_of(delivery)
@allow(WAREHOUSE)
def receive_again(key: UUID) -> ResponseReturnValue:
    undo_delivery(session(), key, form(Undo).reason)
    return redirect(url_for(".delivery", key=key), 303)


def _differences(key: UUID, paging: Paging) -> str:
    return show(
        "differences",
        delivery=queries.delivery(session(), key).delivery,
        found=difference.differences(session(), key),
        stacks=difference.stacks(session(), key, difference.MOST_STACKS),
        devices=difference.devices(session(), key, paging.cursor, paging.limit),
        claims=supplier_claims(session(), delivery=key).items,
        manages=person().role is Role.WAREHOUSE_MANAGER,
    )


def _deliveries(paging: Paging) -> str:
    found = DELIVERIES.read(paging, paging.cursor, paging.limit)
    files = notice_files(session(), limit=NEWEST_FILES).items
    reading = under_way(session())
    return show("deliveries", deliveries=found, files=files, reading=reading, problem=_in_words(g.get("problem")))


def _in_words(problem: dict[str, Any] | None) -> dict[str, Any] | None:
    """A refused notice with the place of each fault in the reader's language; programs are told it as it stands."""
    if problem is None:
        return None
    errors = [one | {"pointer": render(words(one["pointer"]))} for one in problem.get("errors", ())]
    return problem | {"errors": errors}
