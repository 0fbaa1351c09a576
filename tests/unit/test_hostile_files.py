"""Files made to hurt: what a picture, a spreadsheet or an export says of itself is not believed, and nothing grows."""

import ast
import io
import re
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from scanner.reading.picture import UnreadablePicture, gray
from services.chassis.errors import Invalid
from services.chassis.sheet.reading import MOST_UNPACKED, read_sheet
from services.chassis.sheet.writing import Format, Sheet, write_sheets
from services.warehouse.model.notice_file import file_name

SIDE = 30_000
# What reading a refused file may take beside the file itself.
LITTLE = 8_000_000
SERVICES = Path(__file__).parents[2] / "services"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png() -> bytes:
    """30,000 x 30,000 pixels that are all there, in half a megabyte: 900 MB once unpacked, as gray."""
    packer, row = zlib.compressobj(9), b"\x00" * (1 + SIDE // 8) * 100
    body = b"".join(packer.compress(row) for _ in range(SIDE // 100)) + packer.flush()
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_picture_of_thirty_thousand_pixels_is_refused_by_its_head() -> None:
    data = huge_png()
    with pytest.raises(UnreadablePicture, match=r"too large|exceeds limit"):
        gray(data)


def lying(size: int) -> bytes:
    """An XLSX of which a sheet says that it is small, and is not."""
    out = io.BytesIO()
    good = write_sheets(Format.XLSX, [Sheet("T", [["a"], ["b"]])], "fr")
    with zipfile.ZipFile(io.BytesIO(good)) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            text = whole.read(name)
            packed.writestr(name, text + b" " * size if "sheet1" in name else text)
    large = next(one for one in zipfile.ZipFile(out).infolist() if "sheet1" in one.filename)
    # Both where the part begins and in the list at the end.
    return out.getvalue().replace(struct.pack("<I", large.file_size), struct.pack("<I", 500))


def climbing() -> bytes:
    """An XLSX with a part whose name leads out of any folder."""
    good = io.BytesIO(write_sheets(Format.XLSX, [Sheet("T", [["a"], ["b"]])], "fr"))
    with zipfile.ZipFile(good, "a") as packed:
        packed.writestr("../../../../tmp/climbed.txt", "x")
    return good.getvalue()


def test_a_sheet_that_lies_of_its_size_is_read_no_further_than_it_says() -> None:
    body = lying(MOST_UNPACKED * 3)
    tracemalloc.start()
    with pytest.raises(Invalid) as refused:
        read_sheet(body)
    assert refused.value.code == "sheet.unreadable"
    assert tracemalloc.get_traced_memory()[1] < LITTLE
    tracemalloc.stop()


def test_a_part_that_leads_elsewhere_is_never_written() -> None:
    assert [list(row.cells) for row in read_sheet(climbing())] == [["a"], ["b"]]
    assert not Path("/tmp/climbed.txt").exists()


@pytest.mark.parametrize(
    "body",
    [b"x" * 30_000_000, b'"' + b"x" * 30_000_000, b"," * 1_000_000, b"a\x00b;c\n" * 3, "é;à".encode("utf-16")],
    ids=["one line", "one quote", "commas", "NUL", "UTF-16"],
)
def test_a_text_that_is_no_sheet_is_refused_or_read_and_never_a_fault(body: bytes) -> None:
    with suppress(Invalid):
        assert len(read_sheet(body)) <= 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\Windows\\..\\asn.csv", "asn.csv"),
        ("/", None),
        ("asn.csv\r\nSet-Cookie: a=b", None),
        ("asn\x00.csv", None),
        ("x" * 5000, None),
        ("\u202evsc.exe", None),
    ],
)
def test_the_name_of_a_file_is_a_name_and_leads_nowhere(given: str, kept: str | None) -> None:
    name = file_name(given)
    assert name == kept or kept is None
    assert not re.search(r"[/\\\x00\r\n\u202e]", name)
    assert 0 < len(name) < 256


def test_every_table_that_leaves_passes_where_formulas_are_made_texts() -> None:
    """The open data has its own writer: no text that anybody typed is in it (tests/integration/test_open_data.py)."""
    writers = {
        str(file.relative_to(SERVICES))
        for file in SERVICES.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter", "Workbook"}
    }
    ours = {one for one in writers if not one.startswith("player/")}
    assert ours == {"chassis/sheet/book.py", "chassis/sheet/writing.py", "portal/open_file.py"}
