"""The register of confidentiality incidents: a list, a file, one entry, written anew, destroyed when its time is up."""

from flask import Response

from services.chassis.act import now
from services.chassis.sheet.writing import TYPES
from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging, file_of
from services.contracts.roles import KEEPS_REGISTER, Role
from services.contracts.sees import Sees
from services.shipping import operations, queries
from services.shipping.model import Facts, Incident
from services.shipping.register import saved_register
from services.shipping.scope import scope_of
from services.shipping.shapes.incident import (
    IncidentDevices,
    IncidentDeviceShown,
    IncidentExport,
    IncidentList,
    IncidentPutIn,
    Incidents,
    IncidentShown,
    IncidentWhole,
    IncidentWritten,
    VersionShown,
)
from services.shipping.shapes.shown import Done

api = Routes("shipping_incident_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/incidents", responses={200: Incidents}, summary="The register of confidentiality incidents")
@allow(KEEPS_REGISTER, sees=Sees.INCIDENTS)
def list_incidents(query: IncidentList) -> Incidents:
    at, scope = now(), scope_of(person())
    late = at if query.late else None
    page = queries.incidents(session(), scope, query.stage, query.board, late, query.cursor, query.limit)
    items = [IncidentShown.model_validate({**_facts_of(one), "version": one.version}) for one in page.items]
    return Incidents(items=items, next=page.next, late=queries.late_incidents(session(), scope, at))


@api.get("/incidents/export", responses={200: file_of(*TYPES.values())}, summary="The register as a file, CSV or XLSX")
@allow(KEEPS_REGISTER, sees=Sees.INCIDENTS)
def export_incidents(query: IncidentExport) -> Response:
    return saved_register(query)


@api.get("/incidents/<uuid:id>", responses={200: IncidentWhole}, summary="One incident with all its versions")
@allow(KEEPS_REGISTER, sees=Sees.INCIDENTS)
def get_incident(path: One) -> IncidentWhole:
    return _whole(queries.incident(session(), path.id, scope_of(person())))


@api.get("/incidents/<uuid:id>/devices", responses={200: IncidentDevices}, summary="The devices of an incident")
@allow(KEEPS_REGISTER, sees=Sees.INCIDENTS)
def list_incident_devices(path: One, query: Paging) -> IncidentDevices:
    queries.incident(session(), path.id, scope_of(person()))
    page = queries.incident_devices(session(), path.id, query.cursor, query.limit)
    return IncidentDevices(items=[IncidentDeviceShown.model_validate(one) for one in page.items], next=page.next)


@api.post(
    "/incidents", responses={201: IncidentWhole}, summary="Put an incident into the register that no device tells"
)
@allow(KEEPS_REGISTER, creates=True)
def put_in(body: IncidentPutIn) -> tuple[IncidentWhole, int]:
    facts = Facts(circumstances=body.circumstances, aware_on=body.aware_on)
    one = operations.put_in_incident(session(), scope_of(person()), body.board, body.kind, facts)
    session().flush()
    return _whole(one), 201


@api.put("/incidents/<uuid:id>", responses={200: IncidentWhole}, summary="Write what is known of an incident now")
@allow(KEEPS_REGISTER)
def write(path: One, body: IncidentWritten) -> IncidentWhole:
    one = operations.write_incident(session(), path.id, scope_of(person()), body.stage, body.facts)
    session().flush()
    return _whole(one)


@api.post("/incidents/<uuid:id>/destroy", responses={200: Done}, summary="Destroy an entry kept long enough")
@allow(Role.PRIVACY)
def destroy(path: One) -> Done:
    operations.destroy_incident(session(), path.id, scope_of(person()))
    return Done(devices=0)


def _facts_of(one: Incident) -> dict[str, object]:
    names = ("id", "number", "board", "kind", "stage", "opened_at")
    return {**{name: getattr(one, name) for name in names}, "late": one.is_late(now())}


def _whole(one: Incident) -> IncidentWhole:
    versions = [VersionShown.model_validate(each) for each in queries.incident_versions(session(), one.id)]
    return IncidentWhole.model_validate({**_facts_of(one), "version": one.version, "versions": versions})
