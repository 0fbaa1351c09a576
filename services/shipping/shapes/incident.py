"""Shapes of the register of confidentiality incidents: what is asked and written, and what is shown."""

from datetime import date, datetime
from uuid import UUID

from services.chassis.sheet.writing import Format
from services.chassis.web.shapes import Answer, Body, Edited, Paging
from services.contracts.values import BoardCode, FreeText
from services.shipping.model import Custody, Facts, IncidentStage
from services.shipping.model.incident_kind import IncidentKind


class IncidentChoice(Body):
    """Which entries; `late` for those alone that should have been assessed by now."""

    stage: IncidentStage | None = None
    board: BoardCode | None = None
    late: bool = False


class IncidentList(Paging, IncidentChoice):
    """Which entries a list shows."""


class IncidentExport(IncidentChoice):
    """Which entries a file holds, and in which format."""

    format: Format = Format.CSV


class IncidentPutIn(Body):
    """An entry of what no device tells. `board` is asked of the privacy officer alone."""

    board: BoardCode | None = None
    kind: IncidentKind
    circumstances: FreeText
    aware_on: date


class IncidentWritten(Body):
    """All that is known now, not only what changed, and the stage at which the incident is."""

    stage: IncidentStage
    facts: Facts


class IncidentShown(Answer):
    """An entry in a list; `late`: it should have been assessed by now."""

    id: UUID
    number: str
    board: str
    kind: IncidentKind
    stage: IncidentStage
    opened_at: datetime
    version: int
    late: bool


class VersionShown(Answer):
    """What somebody wrote, and when."""

    number: int
    at: datetime
    by: str
    stage: IncidentStage
    facts: Facts


class IncidentWhole(Edited):
    """An entry with every version of it, newest first; `version` is what `If-Match` names."""

    id: UUID
    number: str
    board: str
    kind: IncidentKind
    stage: IncidentStage
    opened_at: datetime
    late: bool
    versions: list[VersionShown]


class IncidentDeviceShown(Answer):
    """A device of an incident, as it stands now."""

    id: UUID
    maker: str
    serial: str
    type: str
    state: Custody


class Incidents(Answer):
    """A page of the register, and how many entries of all should have been assessed by now."""

    items: list[IncidentShown]
    next: UUID | None
    late: int


class IncidentDevices(Answer):
    items: list[IncidentDeviceShown]
    next: UUID | None
