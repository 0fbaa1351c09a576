/** Reads pictures with zxing-wasm, beside the page: upright as they are, and turned a little, frame by frame. */

import { FORMATS, isTrusted, LINEAR, symbologyOf } from "./codes.js";

const VENDOR = new URL("vendor/zxing/reader/", import.meta.url);
// zxing reads bars upright and at right angles, and a few degrees around: what lies askew is laid upright for it.
const TURNS = [20, -20, 40, -40].map((degrees) => (degrees * Math.PI) / 180);
const OPTIONS = { tryHarder: true, tryRotate: true, tryInvert: true, textMode: "Plain", maxNumberOfSymbols: 20 };

let zxing;
// The turn that is tried next: the one that showed something last stays, for a hand keeps its angle.
let turned = 0;

async function start() {
  try {
    zxing = await import(new URL("index.js", VENDOR));
    // Never the library's own default, which is another origin's.
    const overrides = { locateFile: (name) => new URL(name, VENDOR).href };
    await zxing.prepareZXingModule({ overrides, fireImmediately: true });
    postMessage({ ready: true });
  } catch {
    postMessage({ ready: false });
  }
}

addEventListener("message", async ({ data: { number, bitmap, turns } }) => {
  const codes = await read(bitmap, turns).catch(() => []);
  bitmap.close();
  postMessage({ number, codes });
});

/** `turns`: how many angles are tried, besides upright, until one shows something; 0, 1 in a live picture, or all. */
async function read(bitmap, turns) {
  let found = await look(bitmap, 0, FORMATS);
  for (let tried = 0; !found.length && tried < Math.min(turns, TURNS.length); tried += 1) {
    found = await look(bitmap, TURNS[turned], LINEAR);
    if (!found.length) turned = (turned + 1) % TURNS.length;
  }
  return found;
}

async function look(bitmap, angle, formats) {
  const { width, height } = bitmap;
  const picture = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  picture.translate(width / 2, height / 2);
  picture.rotate(angle);
  picture.drawImage(bitmap, -width / 2, -height / 2);
  const found = await zxing.readBarcodes(picture.getImageData(0, 0, width, height), { ...OPTIONS, formats });
  const back = picture.getTransform().inverse();
  return found
    .filter((one) => one.isValid)
    .map((one) => ({
      text: one.text,
      symbology: symbologyOf(one.format, one.symbologyIdentifier),
      box: corners(one.position).map((corner) => inPicture(back, corner, bitmap)),
      // What was laid upright is no longer what the camera saw: a second frame must agree.
      sure: angle === 0,
    }))
    .filter((code) => isTrusted(code.text, code.symbology));
}

function corners({ topLeft, topRight, bottomRight, bottomLeft }) {
  return [topLeft, topRight, bottomRight, bottomLeft];
}

function inPicture(back, corner, { width, height }) {
  const { x, y } = back.transformPoint(corner);
  return [x + width / 2, y + height / 2];
}

start();
