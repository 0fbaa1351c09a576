"""The doors of portal: its routes and pages, loaded by those who answer HTTP alone."""

from services.chassis.metering.meters import OF_SIGN_INS
from services.chassis.web.access import pages as access_pages
from services.chassis.web.doors import Doors
from services.portal.pages import account as account_pages
from services.portal.pages import again as again_pages
from services.portal.pages import clock as clock_pages
from services.portal.pages import device as device_pages
from services.portal.pages import door as door_pages
from services.portal.pages import guide as guide_pages
from services.portal.pages import home as home_pages
from services.portal.pages import identity as identity_pages
from services.portal.pages import inquiry as inquiry_pages
from services.portal.pages import open_data as open_data_pages
from services.portal.pages import password as password_pages
from services.portal.pages import search as search_pages
from services.portal.pages import station as station_pages
from services.portal.pages import user as user_pages
from services.portal.pages import week as week_pages
from services.portal.queries.gauges import gauges
from services.portal.routes.clock import clock
from services.portal.routes.door import door
from services.portal.routes.epcis import epcis
from services.portal.routes.head import head
from services.portal.routes.home import home
from services.portal.routes.inquiry import inquiry
from services.portal.routes.open_data import open_data
from services.portal.routes.person import person
from services.portal.routes.user import user
from services.portal.routes.week import week

DOORS = Doors(
    routes=[door, user, person, home, inquiry, clock, week, open_data, head, epcis],
    pages=[
        door_pages.door,
        again_pages.again,
        identity_pages.identity,
        password_pages.password,
        account_pages.account,
        station_pages.stations,
        user_pages.users,
        home_pages.home,
        device_pages.device,
        inquiry_pages.inquiry,
        search_pages.search,
        clock_pages.clock,
        week_pages.week,
        open_data_pages.open_data,
        guide_pages.pages,
        access_pages("portal"),
    ],
    gauges=gauges,
    noughts=OF_SIGN_INS,
)
