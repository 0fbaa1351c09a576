"""Custody for other systems: EPCIS 2.0 documents of a device, of a shipment, of some days, a page at a time."""

import json
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy import Select

from services.chassis.act import now
from services.chassis.web.edge import edge, person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import file_of
from services.portal.epcis.document import document
from services.portal.epcis.vocabulary import EPCIS, MEDIA_TYPE, VERSIONS
from services.portal.model.log import Entry
from services.portal.queries.epcis import about, between, exported
from services.portal.readers import READERS
from services.portal.shapes.epcis import Wanted, start_of, token

DAY = timedelta(days=1)

epcis = Routes("portal_epcis", __name__, url_prefix=EPCIS)


@epcis.get("", responses={200: file_of(MEDIA_TYPE)}, summary="Custody events as a document of EPCIS 2.0 (JSON-LD)")
@allow(READERS)
def custody(query: Wanted) -> Response:
    base, scope = edge().config["SETTINGS"].epcis_base, person().board
    page = exported(session(), _entries(query, scope), base, scope, query.limit)
    body = json.dumps(document(page.events, base, now()), ensure_ascii=False)
    response = Response(body, content_type=MEDIA_TYPE, headers=VERSIONS)
    response.headers.set("Content-Disposition", "attachment", filename="epcis.jsonld")
    if page.after:
        response.headers["Link"] = f'<{_again(token(page.after))}>; rel="next"'
    return response


def _entries(query: Wanted, scope: str | None) -> Select[Entry]:
    if query.subject:
        return about(session(), query.subject, scope, query.cursor, query.limit)
    first, last = query.first or date.min, query.last or date.min
    return between(start_of(first), start_of(last + DAY), scope, query.cursor, query.limit)


def _again(after: str) -> str:
    """The address that was asked for, going on after that."""
    return f"{EPCIS}?{urlencode({**request.args.to_dict(), 'after': after})}"
