"""The Reserve's services: intake, warehouse, shipping and portal, on one chassis, speaking one published language."""
