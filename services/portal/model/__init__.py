"""What the portal keeps: who may come in, the chained log, and what is read out of it."""
