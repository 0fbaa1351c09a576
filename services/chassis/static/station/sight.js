/** The camera at work: its picture read frame by frame, codes boxed, each label given once; and photos, one by one. */

import { drawBoxes } from "./boxes.js";
import { Camera } from "./camera.js";
import { Label } from "./label.js";
import { openReader } from "./reading.js";

export class Sight {
  /** `seen(codes)` for each label; `at` are the page's elements by id. */
  constructor(at, assets, seen) {
    Object.assign(this, { at, assets, seen, camera: new Camera(at.video) });
    at.video.addEventListener("stopped", () => this.#show(false));
    at.torch.addEventListener("click", () => this.#torch());
    at.zoom.addEventListener("input", () => this.camera.zoom(Number(at.zoom.value)).catch(() => {}));
  }

  get runs() {
    return this.camera.runs;
  }

  /** Start to look; rejects with the name of a word of the page: `no_reader`, `no_camera`, `camera_barred`. */
  async start() {
    const reader = await this.#reader();
    if (!reader) throw new Error("no_reader");
    try {
      await this.camera.start();
    } catch (error) {
      throw new Error(error.name === "NotAllowedError" ? "camera_barred" : "no_camera", { cause: error });
    }
    this.#show(true);
    this.#look(reader);
  }

  stop() {
    this.camera.stop();
  }

  /** The codes of a photo, read here; null where this browser has no reader. */
  async photo(file) {
    const reader = await this.#reader();
    return reader && reader.read(await createImageBitmap(file), true);
  }

  async #look(reader) {
    const label = new Label();
    await this.camera.each(async (bitmap) => {
      const size = { width: bitmap.width, height: bitmap.height };
      const codes = await reader.read(bitmap);
      drawBoxes(this.at.boxes, size, codes);
      const whole = label.see(codes, performance.now());
      if (whole) this.seen(whole);
    });
  }

  /** Opened once; what could not be opened, as without a network, is tried again the next time. */
  async #reader() {
    this.reader ??= await openReader(this.assets);
    return this.reader;
  }

  #show(runs) {
    const { torch, zoom } = this.camera.abilities;
    this.at.sight.hidden = !runs;
    this.at.torch.hidden = !torch;
    this.at.torch.setAttribute("aria-pressed", "false");
    this.at["zoom-field"].hidden = !zoom;
    if (zoom) Object.assign(this.at.zoom, { min: zoom.min, max: zoom.max, step: zoom.step || 0.1, value: zoom.min });
    this.at.camera.setAttribute("aria-pressed", String(runs));
  }

  async #torch() {
    const on = this.at.torch.getAttribute("aria-pressed") !== "true";
    await this.camera.torch(on).catch(() => {});
    this.at.torch.setAttribute("aria-pressed", String(on));
  }
}
