"""Comparing the recount with what each service says of itself, a module a service."""

from services.audit.compare.clock import compare_clock
from services.audit.compare.freight import compare_statements
from services.audit.compare.intake import compare_boards, compare_free, compare_requests
from services.audit.compare.portal import compare_portal
from services.audit.compare.shipping import compare_custody, compare_returns, compare_shipments
from services.audit.compare.wait import compare_waits
from services.audit.compare.warehouse import compare_devices, compare_orders, compare_stock

COMPARED = (
    compare_devices,
    compare_stock,
    compare_orders,
    compare_custody,
    compare_shipments,
    compare_returns,
    compare_boards,
    compare_requests,
    compare_free,
    compare_statements,
    compare_portal,
    compare_clock,
    compare_waits,
)
