"""Tables as CSV files for spreadsheets: numbers as the reader's language writes them, texts that never act as formulas.

French: semicolons between cells and a decimal comma, as spreadsheets here open such a file; English: commas and a
point. The byte-order mark tells them that it is UTF-8.
"""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

Cell = str | int | Decimal | None
# What a spreadsheet takes for the beginning of a formula, also in its wide forms (OWASP, CSV injection).
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """The file, in UTF-8. A text that would act is led in by an apostrophe; a number keeps its sign."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter="," if language == "en" else ";", lineterminator="\r\n")
    writer.writerows([_cell(cell, language) for cell in row] for row in [heads, *rows])
    return text.getvalue().encode("utf-8-sig")


def _cell(cell: Cell, language: str) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(ACTIVE) else cell
        case Decimal():
            return f"{cell:f}" if language == "en" else f"{cell:f}".replace(".", ",")
        case _:
            return str(cell)
