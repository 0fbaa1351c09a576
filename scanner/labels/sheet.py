"""Labels as one PDF, a page a sheet or a label of a roll, with everything on the printer's own dots."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain, groupby

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from scanner.labels.job import Job
from scanner.labels.label import Label
from scanner.labels.layout import FONT, Drawn, Line, Placed
from scanner.labels.media import INCH

POINTS = 72
# The pages are written as bytes: their detour over ASCII, in plain Python, cost a quarter of the time.
rl_config.useA85 = 0
# Of a line's box so much lies above the foot of its letters.
ASCENT = 0.8
_DARK = re.compile("1+")


def pdf(labels: Iterable[Label], job: Job) -> bytes:
    """The labels in reading order, each `job.copies` times. Raises `DoesNotFit`."""
    data = BytesIO()
    scale, (wide, high) = POINTS / job.dots, (round(one * POINTS / INCH, 3) for one in job.media.page)
    canvas = Canvas(data, pagesize=(wide, high), invariant=True)
    copies = chain.from_iterable([drawn] * job.copies for drawn in job.drawn(labels))
    for _, page in groupby(enumerate(copies, start=job.start_at - 1), key=lambda one: one[0] // job.media.on_a_page):
        # From here on, one unit is a dot and y grows downwards, as a printer counts.
        canvas.transform(scale, 0, 0, -scale, 0, high)
        for place, drawn in page:
            _draw(canvas, drawn, *_corner(job, place % job.media.on_a_page))
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def _corner(job: Job, place: int) -> tuple[int, int]:
    """The top left dot of a place of the page, counted from 0 in reading order."""
    row, column = divmod(place, job.media.across)
    left = job.to_dots(job.media.left + column * job.media.pitch[0])
    top = job.to_dots(job.media.top + row * job.media.pitch[1])
    return left + job.moved[0], top + job.moved[1]


def _draw(canvas: Canvas, drawn: Drawn, left: int, top: int) -> None:
    ink = (rectangle for placed in drawn.symbols for rectangle in rectangles(placed))
    canvas.addLiteral(" ".join(f"{left + x} {top + y} {wide} {high} re" for x, y, wide, high in ink) + " f")
    for line in drawn.lines:
        _write(canvas, line, left, top)


def _write(canvas: Canvas, line: Line, left: int, top: int) -> None:
    text = canvas.beginText()
    text.setFont(FONT, line.size)
    text.setTextTransform(1, 0, 0, -1, left + line.left, top + line.top + round(ASCENT * line.size))
    text.textOut(line.text)
    canvas.drawText(text)


def rectangles(placed: Placed) -> Iterator[tuple[int, int, int, int]]:
    """The ink of a symbol as left, top, width and height in dots, one for dark modules side by side."""
    module = placed.module
    high = placed.tall if placed.symbol.is_linear else module
    for row, modules in enumerate(placed.symbol.rows):
        for dark in _DARK.finditer(modules):
            start, end = dark.span()
            yield placed.left + start * module, placed.top + row * module, (end - start) * module, high
