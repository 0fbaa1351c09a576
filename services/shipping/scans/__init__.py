"""Scans at a board and at the dock: read the label, find what it names, do the step, write what was done in one go."""

from services.shipping.scans.judge import ACTIONS, AT_DOCK, judge

__all__ = ["ACTIONS", "AT_DOCK", "judge"]
