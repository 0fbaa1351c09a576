"""Labels on letter-size sheets, two columns by five rows, as one PDF."""

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby

from reportlab.lib.pagesizes import letter
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from scanner.labels.label import Bars, Label

COLUMNS, ROWS = 2, 5
MARGIN, PAD = 8 * mm, 4 * mm
# The narrowest bar that reads well from a 203 dpi printer is three dots; more where there is room.
WIDEST_MODULE = 0.5 * mm


def pdf(labels: Iterable[Label]) -> bytes:
    """The labels in reading order; bars are vectors and print as sharp as the printer can."""
    data = BytesIO()
    canvas = Canvas(data, pagesize=letter, invariant=True)
    wide, high = (letter[0] - 2 * MARGIN) / COLUMNS, (letter[1] - 2 * MARGIN) / ROWS
    for _, page in groupby(enumerate(labels), key=lambda one: one[0] // (COLUMNS * ROWS)):
        for number, label in page:
            row, column = divmod(number % (COLUMNS * ROWS), COLUMNS)
            _draw(canvas, label, MARGIN + column * wide, letter[1] - MARGIN - row * high, wide, high)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def _draw(canvas: Canvas, label: Label, left: float, top: float, wide: float, high: float) -> None:
    canvas.setFont("Helvetica-Bold", 11)
    canvas.drawString(left + PAD, top - PAD - 9, label.title)
    each = (high - 2 * PAD - 14) / len(label.bars)
    for number, bars in enumerate(label.bars):
        _bars(canvas, bars, left + PAD, top - PAD - 14 - number * each, wide - 2 * PAD, each)


def _bars(canvas: Canvas, bars: Bars, left: float, top: float, wide: float, high: float) -> None:
    module = min(wide / len(bars.modules), WIDEST_MODULE)
    tall = min(high - 12, 18 * mm)
    for place, one in enumerate(bars.modules):
        if one == "1":
            canvas.rect(left + place * module, top - tall, module, tall, stroke=0, fill=1)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(left + 10 * module, top - tall - 8, bars.caption)
