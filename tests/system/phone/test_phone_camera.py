"""The camera: a label in view is read, posted and heard, once; of five codes on a box the service takes the serial."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from tests.bench_scanner.paper import Printed, block
from tests.servers.film import write_film
from tests.system.phone.aisle import CLERK, SHELF, Aisle
from tests.system.phone.conftest import Open

SIZE = (1280, 720)
TABLE = 110
# Frames that the page reads after the scan: were a label told once a frame, they would show it.
MORE_FRAMES = """
(many) => new Promise((resolve) => {
  const video = document.getElementById("video");
  const next = () => ((many -= 1) < 0 ? resolve() : video.requestVideoFrameCallback(next));
  next();
})
"""


def film(path: Path, codes: Sequence[Printed], turn: float = 0) -> Path:
    """A hand that holds a label into view, not quite still."""
    return write_film(path, frames(label(codes, turn)))


def label(codes: Sequence[Printed], turn: float = 0) -> Image.Image:
    blocks = [block(code, 18) for code in codes]
    width = max(one.shape[1] for one in blocks)
    sheet = np.vstack([np.pad(one, ((24, 24), (0, width - one.shape[1])), constant_values=255) for one in blocks])
    scale = min(640 / sheet.shape[0], 1000 / sheet.shape[1], 0.5)
    flat = Image.fromarray(sheet).resize((round(sheet.shape[1] * scale), round(sheet.shape[0] * scale)))
    return flat.rotate(turn, expand=True, fillcolor=TABLE, resample=Image.Resampling.BICUBIC)


def frames(shown: Image.Image) -> Iterator[Image.Image]:
    for number in range(12):
        table = Image.new("L", SIZE, TABLE)
        at = ((SIZE[0] - shown.width) // 2 + number % 4, (SIZE[1] - shown.height) // 2 + number % 3)
        table.paste(shown, at)
        yield table.filter(ImageFilter.GaussianBlur(0.6))


def test_a_label_held_askew_before_the_camera_is_read_posted_and_heard_once(phone: Open, floor: Aisle, tmp_path: Path):
    (serial,) = floor.received(1)
    one = phone(film=film(tmp_path / "label.mjpeg", [Printed(serial)], turn=24)).enter(CLERK)
    one.choose("put_away", location=SHELF).page.click("#camera")
    one.shows("done", serial, SHELF)
    one.page.evaluate(MORE_FRAMES, 60)
    assert [[code["text"] for code in scan["codes"]] for scan in one.sent()] == [[serial]]
    assert one.heard()[-2:] == ["kept", "done"]
    assert floor.device(serial)["location"] == SHELF
    one.page.click("#camera")
    expect(one.page.locator("#sight")).to_be_hidden()


def test_of_five_codes_on_one_box_the_serial_is_taken(phone: Open, floor: Aisle, tmp_path: Path):
    (serial,) = floor.received(1)
    box = [
        Printed("1P9UZ86UT#ABC"),
        Printed(serial),
        Printed("0194850123450", "EAN13"),
        Printed("353456789012348"),
        Printed("3C5282AB10F4"),
    ]
    one = phone(film=film(tmp_path / "box.mjpeg", box)).enter(CLERK)
    one.choose("put_away", location=SHELF).page.click("#camera")
    one.shows("done", serial)
    assert len(one.sent()) == 1
    assert len(one.sent()[0]["codes"]) == 5
    assert floor.device(serial)["location"] == SHELF


def test_a_photo_is_read_by_the_service_and_without_a_network_by_the_phone(phone: Open, floor: Aisle, tmp_path: Path):
    first, second = floor.received(2)
    for serial in (first, second):
        next(frames(label([Printed(serial)]))).save(tmp_path / f"{serial}.png")
    one = phone().enter(CLERK).choose("put_away", location=SHELF)
    one.page.set_input_files("#photo", tmp_path / f"{first}.png")
    one.shows("done", first)
    # All that reads is kept by then: the service worker has fetched it once the page worked.
    one.until(
        "caches.match(document.querySelector('script[type=module]').src.replace('station.js', "
        "'vendor/zxing/reader/zxing_reader.wasm')).then(Boolean)"
    )
    one.context.set_offline(True)
    one.page.set_input_files("#photo", tmp_path / f"{second}.png")
    one.shows("kept", second)
    one.waits(1)
    one.context.set_offline(False)
    one.shows("done", second)
