"""What the scanning page asks beside the door for scans: how many are expected, what is open, what a photo says."""

from flask_openapi import FileStorage
from pydantic import Field

from services.chassis.station.choices import Choices, Choosing
from services.chassis.station.expected import Asked, Expected
from services.chassis.station.picture import Codes, read_picture
from services.chassis.station.station import Station
from services.chassis.web.edge import edge, person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import Body


class Picture(Body):
    """A photo of labels, as a form with a file sends it."""

    picture: FileStorage = Field(description="JPEG, PNG or what else a phone takes; at most 20 MB.")


def routes(station: Station) -> Routes:
    """`/<service>/api/v1/expected`, `/<service>/api/v1/choices` and `/<service>/api/v1/pictures`."""
    api = Routes(f"{station.service}_station_api", __name__, url_prefix=station.api)

    @api.get("/expected", responses={200: Expected}, summary="How many scans an action still has before it")
    @allow(station.roles)
    def expected(query: Asked) -> Expected:
        return station.expected(session(), person(), query)

    @api.get(
        "/choices", responses={200: Choices}, summary="What a context may be chosen from: the open ones, newest first"
    )
    @allow(station.roles)
    def choices(query: Choosing) -> Choices:
        return Choices(choices=list(station.choices(session(), person(), query.name)))

    @api.post("/pictures", responses={200: Codes}, summary="The codes of a photo, which is not kept")
    @allow(station.roles, repeatable=True)
    def pictures(form: Picture) -> Codes:
        # Before any statement: while a photo is read, no transaction is open.
        return read_picture(form.picture.stream, edge().config["SETTINGS"].makers)

    return api
