/** What a code on a label is to the station: its symbology by the reader's name, and the reserve's own codes. */

// As `scanner` names them; GS1 is told by the mark that begins the data.
const GS1 = { "]C1": "GS1-128", "]d2": "GS1DataMatrix", "]Q3": "GS1QRCode" };
// As the browser's own detector names them.
const NATIVE = {
  code_128: "Code128",
  code_39: "Code39",
  code_93: "Code93",
  data_matrix: "DataMatrix",
  qr_code: "QRCode",
  ean_13: "EAN13",
  upc_a: "UPCA",
};
export const LINEAR = ["Code128", "Code39", "Code93", "EAN13", "UPCA", "ITF14"];
export const FORMATS = [...LINEAR, "DataMatrix", "QRCode"];
export const NATIVE_FORMATS = Object.keys(NATIVE);
export const TYPED = "Typed";
// Shorter linear reads are as often noise as codes.
const TRUSTED = /^[\x1d -~]{5,}$/;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const OURS = [
  ["location", /^RL([A-Z]{1,5})([0-9]{2})([0-9]{2})?[0-9A-Z]$/, (found) => found.slice(1).filter(Boolean).join("-")],
  ["carton", /^RC[0-9A-Z]{9}$/, ([text]) => text],
  ["asset_tag", /^RA[0-9A-Z]{9}$/, ([text]) => text],
  ["document", /^RD0([A-Z][0-9]{6})[0-9A-Z]$/, (found) => found[1]],
  ["document", /^RD[0-9A-Z]{9}$/, ([text]) => text],
  ["school", /^RS([0-9]{6})[0-9A-Z]$/, (found) => found[1]],
];

export function symbologyOf(format, identifier = "") {
  return GS1[identifier] ?? NATIVE[format] ?? format;
}

/** Whether a text that a camera read is long and plain enough to be a code at all. */
export function isTrusted(text, symbology) {
  return LINEAR.includes(symbology) || symbology === "GS1-128" ? TRUSTED.test(text) : text.length > 0;
}

/** What a text is if it is one of the reserve's own codes, else null: {kind, value}. A typed shelf needs no label. */
export function own(text, symbology = "") {
  const plain = text.trim().toUpperCase();
  for (const [kind, pattern, value] of OURS) {
    const found = pattern.exec(plain);
    if (found && isChecked(plain)) return { kind, value: value(found) };
  }
  if (/^00[0-9]{18}$/.test(plain.replace(/^\]C1/, ""))) return { kind: "carton", value: plain };
  if (symbology === TYPED && /^[A-Z]{1,5}(-[0-9]{2}){1,2}$/.test(plain)) return { kind: "location", value: plain };
  return null;
}

/** ISO 7064 mod 37,36 over the whole text, its check character included. */
function isChecked(text) {
  let product = 36;
  for (const character of text.slice(0, -1)) {
    const sum = (product + DIGITS.indexOf(character)) % 36 || 36;
    product = (sum * 2) % 37;
  }
  return (product + DIGITS.indexOf(text.at(-1))) % 36 === 1;
}
