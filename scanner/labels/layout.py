"""Where each thing stands on a label, in whole dots of its printer: the one layout of PDF and ZPL."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from reportlab.pdfbase.pdfmetrics import stringWidth

from scanner.labels.label import Label
from scanner.labels.media import INCH, Media
from scanner.labels.symbol import Symbol, Symbology, symbol

FONT = "Helvetica-Bold"
# All in millimetres. The narrowest module that office and label printers print well, and what the GS1 General
# Specifications ask of an SSCC's bars, which are read from a distance and moving.
NARROWEST, NARROWEST_SSCC = 0.25, 0.495
# Wider modules gain nothing at arm's length; a shelf is read from the aisle.
WIDEST_BAR, WIDEST_MODULE = 0.6, 1.0
SHELF_BAR, SHELF_MODULE = 1.0, 2.0
LOWEST_BARS, HIGHEST_BARS = 4.0, 32.0
# Print smaller than 5 points is not read; that of a shelf, 15 and more, is read from three metres.
LOWEST_TEXT, HIGHEST_TEXT, SHELF_TEXT = 1.8, 5.0, 40.0
GAP = 0.5
# Some printers draw a QR code ten dots below where they are told to.
QR_DROP = 10


class TooSmall(ValueError):
    """The label does not fit: it would need smaller print than can be read."""


@dataclass(frozen=True)
class Placed:
    """A symbol whose ink begins at (left, top); bars are `tall` dots high, a matrix as high as its modules."""

    symbol: Symbol
    left: int
    top: int
    module: int
    tall: int


@dataclass(frozen=True)
class Line:
    """A line of print in a box `size` dots high, at most `wide` dots long."""

    text: str
    left: int
    top: int
    size: int
    wide: int


@dataclass(frozen=True)
class Drawn:
    """A label of (wide, high) dots, ready to be written."""

    wide: int
    high: int
    symbols: tuple[Placed, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Area:
    """What can be printed on, in dots; `dots` of them are a millimetre."""

    left: int
    top: int
    wide: int
    high: int
    dots: float

    def below(self, taken: int, high: int | None = None) -> "Area":
        """What is left under the first `taken` dots, or `high` dots of it."""
        return replace(self, top=self.top + taken, high=self.high - taken if high is None else high)

    def beside(self, taken: int) -> "Area":
        """What is left to the right of the first `taken` dots."""
        return replace(self, left=self.left + taken, wide=self.wide - taken)


def lay_out(label: Label, media: Media, symbology: Symbology, dpi: int) -> Drawn:
    """Place a label; `TooSmall` where its codes, or their captions, would be too small to be read."""
    dots = dpi / INCH
    wide, high, margin = round(media.wide * dots), round(media.high * dots), ceil(media.margin * dots)
    area = Area(margin, margin, wide - 2 * margin, high - 2 * margin, dots)
    placed = list((_bars if symbology is Symbology.CODE128 else _matrices)(label, area, symbology))
    symbols = tuple(one for one in placed if isinstance(one, Placed))
    return Drawn(wide, high, symbols, tuple(one for one in placed if isinstance(one, Line)))


def _bars(label: Label, area: Area, symbology: Symbology) -> Iterator[Placed | Line]:
    """The title, and under it each code's bars over their caption."""
    title = _title(label, area, area.high)
    yield title
    each = (area.high - title.size) // len(label.codes)
    for number, code in enumerate(label.codes):
        row, made = area.below(title.size + number * each, each), symbol(symbology, code.text, code.gs1)
        size, gap = _size(code.caption, row.wide, row.high // 4, HIGHEST_TEXT, row.dots), ceil(GAP * row.dots)
        tall = min(row.high - size - 2 * gap, int(HIGHEST_BARS * row.dots))
        if tall < LOWEST_BARS * row.dots:
            raise TooSmall(label.name)
        module = _module(made, row.wide, SHELF_BAR if label.is_shelf else WIDEST_BAR, row.dots)
        yield Placed(made, row.left + made.quiet * module, row.top + gap, module, tall)
        yield Line(code.caption, row.left, row.top + tall + 2 * gap, size, row.wide)


def _matrices(label: Label, area: Area, symbology: Symbology) -> Iterator[Placed | Line]:
    """The codes below one another with their captions at the right; the title there too, or on top of a high label."""
    used = 0
    if area.high > area.wide:
        title = _title(label, area, area.high)
        yield title
        area, used = area.below(title.size), title.size
    made = [symbol(symbology, code.text, code.gs1) for code in label.codes]
    each = area.high // len(made)
    drop = QR_DROP if symbology is Symbology.QR else 0
    widest = SHELF_MODULE if label.is_shelf else WIDEST_MODULE
    modules = [_module(one, min(each - drop, area.wide // 2), widest, area.dots) for one in made]
    column = max(one.modules * module for one, module in zip(made, modules, strict=True))
    each = min(each, column + drop) if used else each
    for number, (code, one, module) in enumerate(zip(label.codes, made, modules, strict=True)):
        row, quiet = area.below(number * each, each), one.quiet * module
        yield Placed(one, row.left + quiet, row.top + quiet, module, len(one.rows) * module)
        words = row.beside(column)
        if number == 0 and not used:
            title = _title(label, words, each)
            yield title
            words = words.below(title.size)
        size = _size(code.caption, words.wide, words.high * 2 // 3, HIGHEST_TEXT, words.dots)
        yield Line(code.caption, words.left, words.top + (words.high - size) // 2, size, words.wide)


def _module(made: Symbol, room: int, widest: float, dots: float) -> int:
    """The widest module, in whole dots, with which the symbol and its quiet zone fit into `room`."""
    narrowest = NARROWEST_SSCC if made.gs1 and made.is_linear else NARROWEST
    module = min(room // made.modules, max(int(widest * dots), 1))
    # A hair's breadth is allowed: at 203 dots an inch a quarter of a millimetre is 1.998 dots.
    if module < narrowest * dots - 0.01:
        raise TooSmall(made.text)
    return module


def _title(label: Label, area: Area, high: int) -> Line:
    """As large as fits into its share of `high`; a long one is cut, for its codes say who it is."""
    text, most = label.title, SHELF_TEXT if label.is_shelf else HIGHEST_TEXT
    share = high // 2 if label.is_shelf else max(high // 4, ceil(LOWEST_TEXT * area.dots))
    room = area.wide / ceil(LOWEST_TEXT * area.dots)
    while len(text) > 1 and stringWidth(text, FONT, 1) > room:
        text = text.removesuffix("...")[:-1].rstrip() + "..."
    return Line(text, area.left, area.top, _size(text, area.wide, share, most, area.dots), area.wide)


def _size(text: str, wide: int, high: int, most: float, dots: float) -> int:
    """How high a line may be: in dots, and no lower than can be read."""
    size = int(min(high, most * dots, wide / stringWidth(text, FONT, 1)))
    if size < ceil(LOWEST_TEXT * dots):
        raise TooSmall(text)
    return size
