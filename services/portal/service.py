"""The portal as a value: it hears everything and tells nothing."""

from services.chassis.service import Service
from services.contracts.events import EVENTS
from services.portal.digest import keep_sending
from services.portal.model.record import Record
from services.portal.operations.anew import read_anew
from services.portal.operations.log import append
from services.portal.pages import clock as clock_pages
from services.portal.pages import door as door_pages
from services.portal.pages import inquiry as inquiry_pages
from services.portal.pages import open_data as open_data_pages
from services.portal.pages import week as week_pages
from services.portal.publishing import keep_publishing
from services.portal.routes.clock import clock
from services.portal.routes.door import door
from services.portal.routes.inquiry import inquiry
from services.portal.routes.open_data import open_data
from services.portal.routes.week import week

SERVICE = Service(
    name="portal",
    package="services.portal",
    tables=Record.metadata,
    routes=[door, inquiry, clock, week, open_data],
    pages=[door_pages.door, inquiry_pages.inquiry, clock_pages.clock, week_pages.week, open_data_pages.open_data],
    # One operation for all, so that a run of any events is one append.
    subscriptions=dict.fromkeys(EVENTS, append),
    everything=True,
    jobs={"digests": keep_sending, "publications": keep_publishing},
    renew=read_anew,
)
