/** Pictures in, codes out: zxing-wasm in a worker of our own origin, the browser's own detector where it sees more. */

import { isTrusted, NATIVE_FORMATS, symbologyOf } from "./codes.js";

const READY_WITHIN_MS = 60_000;

/** A reader of what this browser has; null where it has none, and photos go to the service instead. */
export async function openReader(assets) {
  const [worker, detector] = await Promise.all([startWorker(assets), startDetector()]);
  return worker || detector ? new Reader(worker, detector) : null;
}

class Reader {
  constructor(worker, detector) {
    Object.assign(this, { worker, detector, asked: 0, answers: new Map() });
    worker?.addEventListener("message", ({ data }) => this.#answered(data));
  }

  /** The codes of a picture (an ImageBitmap, which is used up): {text, symbology, box: [[x, y], ...], sure}. */
  async read(bitmap, thorough = false) {
    // The detector first: once it is given to the worker the picture is no longer ours.
    const seen = this.detector ? await this.#detect(bitmap) : [];
    const read = this.worker ? await this.#ask(bitmap, thorough && !seen.length) : [];
    // zxing's reads proved right in every photo tried. The detector also sees bars that lie askew; it is asked twice.
    return read.length ? read : seen;
  }

  async #detect(bitmap) {
    const found = await this.detector.detect(bitmap).catch(() => []);
    return found
      .map(({ rawValue, format, cornerPoints }) => ({
        text: rawValue,
        symbology: symbologyOf(format),
        box: cornerPoints.map(({ x, y }) => [x, y]),
        sure: false,
      }))
      .filter((code) => isTrusted(code.text, code.symbology));
  }

  #ask(bitmap, thorough) {
    const number = (this.asked += 1);
    // Whoever has a detector leaves bars that lie askew to it.
    const turns = thorough ? Infinity : this.detector ? 0 : 1;
    return new Promise((resolve) => {
      this.answers.set(number, resolve);
      this.worker.postMessage({ number, bitmap, turns }, [bitmap]);
    });
  }

  #answered({ number, codes }) {
    this.answers.get(number)?.(codes);
    this.answers.delete(number);
  }
}

async function startDetector() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (!formats?.includes("code_128") || !formats.includes("data_matrix")) return null;
  return new BarcodeDetector({ formats: NATIVE_FORMATS.filter((format) => formats.includes(format)) });
}

/** The worker once its WebAssembly runs; null where it was not installed, or the browser cannot. */
function startWorker(assets) {
  return new Promise((resolve) => {
    const worker = new Worker(`${assets}/reading-worker.js`, { type: "module" });
    const give = (ready) => {
      if (!ready) worker.terminate();
      resolve(ready ? worker : null);
    };
    setTimeout(give, READY_WITHIN_MS, false);
    worker.onerror = () => give(false);
    worker.addEventListener("message", ({ data }) => give(data.ready), { once: true });
  });
}
