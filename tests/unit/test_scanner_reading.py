"""Labels are read upright, turned, inverted and in number; the labels are drawn here."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from scanner.labels import carton_label, device_label, location_label
from scanner.labels.label import Label
from scanner.labels.picture import png
from scanner.reading import Code, UnreadablePicture, read_bytes, read_file, read_live, read_still

SERIAL = "C02XL0GTJGH5"
TURNS = [0, 10, 20, 30, 45, -35, 90, 180]
LONG = 60.0


def drawn(label: Label, turn: float = 0, scale: float = 0.6, blur: float = 0.6) -> Image.Image:
    """The label on a gray table, turned and a little blurred, as a hand-held camera sees it."""
    picture = Image.open(BytesIO(png(label)))
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.BOX)
    picture = picture.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=120)
    table = Image.new("L", (1280, 960), 120)
    table.paste(picture, ((1280 - picture.width) // 2, (960 - picture.height) // 2))
    return table.filter(ImageFilter.GaussianBlur(blur))


def texts(codes: list[Code]) -> set[str]:
    return {code.text for code in codes}


DEVICE = device_label("Apple", "iPad 10.2", SERIAL, "RA000000038", "IPAD102")
ON_DEVICE = {SERIAL, "1PIPAD102", "RA000000038"}


@pytest.mark.parametrize("turn", TURNS)
def test_every_code_of_a_turned_label_is_read_and_nothing_else(turn: float):
    picture = np.asarray(drawn(DEVICE, turn))
    assert texts(read_still(picture)) == ON_DEVICE
    assert texts(read_live(picture, LONG).codes) == ON_DEVICE


@pytest.mark.parametrize("turn", [0, 25])
def test_light_bars_on_dark_are_read(turn: float):
    picture = np.asarray(ImageOps.invert(drawn(DEVICE, turn)))
    assert texts(read_still(picture)) == ON_DEVICE


@pytest.mark.parametrize("turn", [0, 20])
def test_a_small_blurred_label_is_read(turn: float):
    assert SERIAL in texts(read_still(np.asarray(drawn(DEVICE, turn, scale=0.45, blur=0.9))))


@pytest.mark.parametrize(
    ("label", "text", "symbology"),
    [
        (location_label("A-01-03"), "RLA0103J", "Code128"),
        (carton_label("376123451234567894"), "00376123451234567894", "GS1-128"),
        (carton_label("RC000000258"), "RC000000258", "Code128"),
        (device_label("HP", "ProBook", "9999123ABC"), "9999123ABC", "Code128"),
    ],
)
def test_our_labels_are_read_as_they_are_printed(label: Label, text: str, symbology: str):
    assert (text, symbology) in {code.key for code in read_bytes(png(label))}


@pytest.mark.parametrize("turn", [0, 30])
def test_the_box_holds_the_bars_in_the_pictures_own_pixels(turn: float):
    picture = drawn(location_label("A-01-03"), turn)
    (code,) = read_still(np.asarray(picture))
    x, y = np.mean(code.box, axis=0)
    assert abs(x - 640) < 60
    assert abs(y - 480) < 60
    assert all(isinstance(value, int) for corner in code.box for value in corner)


def test_a_table_with_nothing_on_it_has_no_codes():
    noise = np.random.default_rng(1).integers(0, 255, (480, 640), np.uint8)
    assert read_still(noise) == read_live(noise).codes == []


def test_lines_of_print_are_no_codes():
    page = Image.new("L", (900, 600), 255)
    pen = ImageDraw.Draw(page)
    for row in range(20):
        pen.text((20, 20 + 28 * row), "Illinois, minimum, IIII lll 1111 ||||| i i i i i i " * 3, fill=0)
    assert read_still(np.asarray(page.rotate(12, fillcolor=255))) == []


def test_a_camera_without_time_still_reads_what_stands_upright():
    assert SERIAL in texts(read_live(np.asarray(drawn(DEVICE)), seconds=0.0).codes)


def test_a_large_frame_is_reduced_and_its_boxes_are_not():
    picture = drawn(DEVICE, scale=0.9).resize((3840, 2880))
    codes = read_live(np.asarray(picture), LONG).codes
    assert texts(codes) == ON_DEVICE
    assert min(x for code in codes for x, _ in code.box) > 600


def test_a_file_is_read_whatever_its_mode(tmp_path: Path):
    clear = drawn(DEVICE).convert("RGBA")
    clear.putalpha(drawn(DEVICE).point(lambda gray: 0 if gray > 90 else 255))
    clear.save(tmp_path / "clear.png")
    sideways = drawn(DEVICE).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways.save(tmp_path / "phone.jpg", exif=exif)
    assert texts(read_file(tmp_path / "clear.png")) == texts(read_file(tmp_path / "phone.jpg")) == ON_DEVICE


@pytest.mark.parametrize("data", [b"", b"hello", png(DEVICE)[:300], b"\x89PNG\r\n\x1a\n" + b"0" * 50])
def test_what_is_no_picture_is_told(data: bytes, tmp_path: Path):
    (tmp_path / "x.png").write_bytes(data)
    with pytest.raises(UnreadablePicture):
        read_file(tmp_path / "x.png")


def test_a_missing_file_and_a_speck_are_told(tmp_path: Path):
    Image.new("L", (5, 5)).save(tmp_path / "speck.png")
    for name in ("none.png", "speck.png", "."):
        with pytest.raises(UnreadablePicture):
            read_file(tmp_path / name)


def test_a_label_says_below_its_bars_what_they_say():
    assert [code.caption for code in DEVICE.codes] == [f"S/N {SERIAL}", "P/N IPAD102", "RA000000038"]
    assert [code.text for code in DEVICE.codes] == [SERIAL, "1PIPAD102", "RA000000038"]
