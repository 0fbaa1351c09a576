"""The browser of the tests: the scanning page reads a drawn film with it, and asks no other origin."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from services.chassis.run import keys
from services.contracts.roles import Person, Role
from tests.servers.browser import Browser, lacking_reader
from tests.servers.film import write_film
from tests.system.site import Reserve, reserve

SIZE = (1280, 720)
# What the page's camera shows, read with the reader that set-up fetched.
READ = """
async () => {
  const station = JSON.parse(document.getElementById("station").textContent);
  const vendor = `${station.urls.assets}/vendor/zxing/reader`;
  const { prepareZXingModule, readBarcodes } = await import(`${vendor}/index.js`);
  await prepareZXingModule({ overrides: { locateFile: (name) => `${vendor}/${name}` }, fireImmediately: true });
  const video = document.createElement("video");
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
  await video.play();
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight).getContext("2d");
  canvas.drawImage(video, 0, 0);
  const seen = canvas.getImageData(0, 0, video.videoWidth, video.videoHeight);
  return (await readBarcodes(seen, { formats: ["Code128"] })).map((one) => one.text);
}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reserve]:
    with reserve(tmp_path_factory.mktemp("site")) as one:
        yield one


def cookie(site: Reserve) -> Any:
    token = keys(site.settings).sign(Person("u-clerk", Role.WAREHOUSE, csrf="c"))
    return {"name": "reserve_token", "value": token, "url": site.settings.url}


def label(text: str) -> Image.Image:
    """A label as a camera sees it that is held well: bars of three pixels, white around them."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = Image.fromarray(drawn.to_image(scale=3)).convert("L")
    picture = Image.new("L", SIZE, "white")
    picture.paste(bars, ((SIZE[0] - bars.width) // 2, (SIZE[1] - bars.height) // 2))
    return picture


def test_the_scanning_page_reads_with_its_camera_and_asks_no_other_origin(
    site: Reserve, browser: Browser, tmp_path: Path
) -> None:
    if why := lacking_reader():
        pytest.skip(why)
    film = write_film(tmp_path / "label.mjpeg", [label("5CG806KHTM")] * 5)
    chromium = browser.open(tmp_path / "profile", film)
    chromium.add_cookies([cookie(site)])
    page, asked = chromium.pages[0], []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.settings.url}/warehouse/scan")
    assert page.evaluate(READ) == ["5CG806KHTM"]
    assert [url for url in asked if not url.startswith(f"{site.settings.url}/")] == []
    assert any(url.endswith("zxing_reader.wasm") for url in asked)
