"""The library behind XLSX, loaded by whoever reads or writes one."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font


def opened(body: bytes, formulas: bool) -> Any:
    """A workbook that is read as one goes through it; `formulas` has them as they stand, not what they came to."""
    return openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=not formulas, keep_links=False)


def written(sheets: Iterable[tuple[str, Sequence[Sequence[Any]]]]) -> bytes:
    """An XLSX of sheets by name; the first row of each is its head, which stays in sight."""
    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    for name, (head, *rows) in sheets:
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        bold = [WriteOnlyCell(page, value=value) for value in head]
        for cell in bold:
            cell.font = Font(bold=True)
        page.append(bold)
        for row in rows:
            page.append(row)
    book.save(out)
    return out.getvalue()
