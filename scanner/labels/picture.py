"""A label as a picture, with bars a whole number of pixels wide."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from scanner.labels.label import Bars, Label

MODULE, HEIGHT = 4, 110
PAD, TITLE, CAPTION, GAP = 40, 44, 30, 36
DPI = 300


def png(label: Label) -> bytes:
    """The label as a PNG for 300 dots an inch."""
    width = max(len(bars.modules) for bars in label.bars) * MODULE + 2 * PAD
    height = 2 * PAD + TITLE + GAP + len(label.bars) * (HEIGHT + CAPTION + GAP)
    picture = Image.new("L", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.text((PAD, PAD), label.title, fill="black", font=ImageFont.load_default(TITLE))
    for number, bars in enumerate(label.bars):
        _draw(pen, bars, PAD + TITLE + GAP + number * (HEIGHT + CAPTION + GAP))
    data = BytesIO()
    picture.save(data, "PNG", dpi=(DPI, DPI))
    return data.getvalue()


def _draw(pen: ImageDraw.ImageDraw, bars: Bars, top: int) -> None:
    for place, module in enumerate(bars.modules):
        if module == "1":
            left = PAD + place * MODULE
            pen.rectangle((left, top, left + MODULE - 1, top + HEIGHT - 1), fill="black")
    pen.text((PAD + 10 * MODULE, top + HEIGHT + 4), bars.caption, fill="black", font=ImageFont.load_default(CAPTION))
