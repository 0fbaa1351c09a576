"""The library that reads XLSX, loaded by whoever reads one."""

import io
from typing import Any

import openpyxl


def opened(body: bytes, formulas: bool) -> Any:
    """A workbook that is read as one goes through it; `formulas` has them as they stand, not what they came to."""
    return openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=not formulas, keep_links=False)
