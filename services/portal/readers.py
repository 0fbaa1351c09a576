"""Who reads journeys: everyone whose work is the devices; a board's people and stations see their own."""

from services.contracts.roles import BOARD, SEARCHES, SEES_ALL, WAREHOUSE

READERS = SEARCHES
# Whoever answers for delivery times; a board sees its own.
CLOCK = BOARD | WAREHOUSE | SEES_ALL
