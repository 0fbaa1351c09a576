"""Scans at a board: read the label, find what it names, do the step, write all that was done in one go."""

from services.shipping.scans.judge import ACTIONS, judge

__all__ = ["ACTIONS", "judge"]
