"""The doors of warehouse: its routes and pages, loaded by those who answer HTTP alone."""

from services.chassis.metering.meters import OF_SCANS
from services.chassis.station.pages import pages as station_pages
from services.chassis.station.routes import routes as station_routes
from services.chassis.web.doors import Doors
from services.warehouse.pages import board as board_pages
from services.warehouse.pages import care as care_pages
from services.warehouse.pages import carton as carton_pages
from services.warehouse.pages import claim as claim_pages
from services.warehouse.pages import count as count_pages
from services.warehouse.pages import count_plan as count_plan_pages
from services.warehouse.pages import delivery as delivery_pages
from services.warehouse.pages import device as device_pages
from services.warehouse.pages import label as label_pages
from services.warehouse.pages import location as location_pages
from services.warehouse.pages import notice_file as notice_file_pages
from services.warehouse.pages import notice_reading as notice_reading_pages
from services.warehouse.pages import order as order_pages
from services.warehouse.pages import pick_list as pick_list_pages
from services.warehouse.pages import shelf_map as shelf_map_pages
from services.warehouse.pages import short_pick as short_pick_pages
from services.warehouse.pages import stock as stock_pages
from services.warehouse.pages import supplier_claim as supplier_claim_pages
from services.warehouse.pages import wave as wave_pages
from services.warehouse.routes import (
    aside,
    board,
    care,
    claim,
    count,
    delivery,
    device,
    notice_file,
    notice_reading,
    order,
    scan,
    shelf_map,
    short_pick,
    supplier_claim,
    tag,
    wave,
)
from services.warehouse.station import STATION

DOORS = Doors(
    routes=[
        board.api,
        shelf_map.api,
        delivery.api,
        notice_file.api,
        notice_reading.api,
        supplier_claim.api,
        device.api,
        aside.api,
        care.api,
        count.api,
        order.api,
        wave.api,
        short_pick.api,
        claim.api,
        tag.api,
        scan.api,
        station_routes(STATION),
    ],
    pages=[
        board_pages.pages,
        stock_pages.pages,
        delivery_pages.pages,
        notice_file_pages.pages,
        notice_reading_pages.pages,
        supplier_claim_pages.pages,
        location_pages.pages,
        shelf_map_pages.pages,
        order_pages.pages,
        wave_pages.pages,
        pick_list_pages.pages,
        short_pick_pages.pages,
        carton_pages.pages,
        claim_pages.pages,
        device_pages.pages,
        care_pages.pages,
        count_pages.pages,
        count_plan_pages.pages,
        label_pages.pages,
        station_pages(STATION),
    ],
    noughts=OF_SCANS,
)
