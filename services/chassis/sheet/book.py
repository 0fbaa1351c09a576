"""An XLSX (ECMA-376) written row by row: its first bytes leave before its last row is read, and nothing of it is kept.

Each text stands in its own cell and is never taken for a formula or a link. What is broken off lacks the table of
contents with which a packed folder ends: no program opens it as if it were whole.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

# What XML has no place for, and what a sheet's name may not hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_NAME = re.compile(r"[\[\]:*?/\\]")
# What a reader would take for a character written by its number (ST_Xstring): the underscore is written so instead.
NUMBERED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
LONGEST_NAME = 31
AT_ONCE = 500

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# The first row stays in sight.
HEAD = (
    f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
    ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultColWidth="18"'
    ' defaultRowHeight="15"/><sheetData>'
)
FOOT = "</sheetData></worksheet>"
# The second look is bold.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/>'
    '<sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
    '<xf fontId="1" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

Value = str | int | float | Decimal | None


class _Out:
    """What the packer has written and nobody has taken yet. It cannot go back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """It holds nothing but memory."""

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def written(sheets: Sequence[tuple[str, Iterable[Sequence[Value]]]]) -> Iterator[bytes]:
    """An XLSX of sheets by name, piece by piece; the first row of each is its head."""
    out = _Out()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for path, text in _frame([name for name, _ in sheets]):
            book.writestr(path, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
        for number, (_, rows) in enumerate(sheets, 1):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w") as page:
                for text in _page(iter(rows)):
                    page.write(text.encode())
                    yield out.taken()
    yield out.taken()


def _page(rows: Iterator[Sequence[Value]]) -> Iterator[str]:
    yield HEAD + "".join(_row(row, ' s="1"') for row in islice(rows, 1))
    while text := "".join(map(_row, islice(rows, AT_ONCE))):
        yield text
    yield FOOT


def _row(row: Sequence[Value], look: str = "") -> str:
    return f"<row>{''.join([_cell(value, look) for value in row])}</row>"


def _cell(value: Value, look: str) -> str:
    if value is None:
        return "<c/>"
    if not isinstance(value, str):
        return f"<c{look}><v>{value}</v></c>"
    text = escape(NUMBERED.sub("_x005F_", NOT_XML.sub("", value)), {"\r": "&#13;"})
    return f'<c{look} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts beside the tables, by their places: what there is, and how it hangs together."""
    parts = [(f"worksheets/sheet{number}.xml", "worksheet", name) for number, name in enumerate(names, 1)]
    types = "".join(f'<Override PartName="/xl/{path}" ContentType="{KIND}.worksheet+xml"/>' for path, _, _ in parts)
    known = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" '
        f'ContentType="{KIND}.styles+xml"/>{types}</Types>'
    )
    yield "[Content_Types].xml", known
    yield "_rels/.rels", _links([("xl/workbook.xml", "officeDocument")])
    yield "xl/_rels/workbook.xml.rels", _links([(path, kind) for path, kind, _ in parts] + [("styles.xml", "styles")])
    sheets = "".join(
        f'<sheet name={quoteattr(_name(name))} sheetId="{number}" r:id="r{number}"/>'
        for number, (_, _, name) in enumerate(parts, 1)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'
    yield "xl/styles.xml", STYLES


def _links(parts: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{number}" Type="{LINKS}/{kind}" Target="{path}"/>'
        for number, (path, kind) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _name(name: str) -> str:
    return NOT_NAME.sub(" ", NOT_XML.sub("", name))[:LONGEST_NAME].strip() or "1"
