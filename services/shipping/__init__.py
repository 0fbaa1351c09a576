"""Shipping: what is on its way and in use: shipments, receipts, configuration, hand-overs, returns."""
