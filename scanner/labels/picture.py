"""A label as a picture of its own size, with bars a whole number of pixels wide: for trials without a printer."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from scanner.labels.label import Coded, Label
from scanner.labels.symbol import QUIET, Symbol, Symbology, symbol

MODULE, HEIGHT = 4, 110
PAD, TITLE, CAPTION, GAP = 40, 44, 30, 36
DPI = 300


def png(label: Label) -> bytes:
    """The label as a PNG for 300 dots an inch."""
    width = max(_bars(code).modules for code in label.codes) * MODULE + 2 * PAD
    height = 2 * PAD + TITLE + GAP + len(label.codes) * (HEIGHT + CAPTION + GAP)
    picture = Image.new("L", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.text((PAD, PAD), label.title, fill="black", font=ImageFont.load_default(TITLE))
    for number, code in enumerate(label.codes):
        _draw(pen, code, PAD + TITLE + GAP + number * (HEIGHT + CAPTION + GAP))
    data = BytesIO()
    picture.save(data, "PNG", dpi=(DPI, DPI))
    return data.getvalue()


def _draw(pen: ImageDraw.ImageDraw, code: Coded, top: int) -> None:
    inset = PAD + QUIET[Symbology.CODE128] * MODULE
    for place, module in enumerate(_bars(code).rows[0]):
        if module == "1":
            left = inset + place * MODULE
            pen.rectangle((left, top, left + MODULE - 1, top + HEIGHT - 1), fill="black")
    pen.text((inset, top + HEIGHT + 4), code.caption, fill="black", font=ImageFont.load_default(CAPTION))


def _bars(code: Coded) -> Symbol:
    return symbol(Symbology.CODE128, code.text, code.gs1)
