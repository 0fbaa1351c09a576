/** One scan, as it lies in the journal and goes over the wire; its id (UUIDv7) makes it safe to send for ever. */

// What the services take in one scan; a longer text is no serial, but a long address in a QR code beside one.
const MOST_CODES = 20;
const LONGEST_TEXT = 200;

/** `codes` are all that was seen on one label ({text, symbology}); `context` what they are to be done with. */
export function newScan(station, action, codes, context) {
  const fitting = codes.filter((code) => code.text && code.text.length <= LONGEST_TEXT && !code.text.includes("\0"));
  return {
    id: uuid7(),
    at: new Date().toISOString(),
    station,
    action,
    codes: fitting.slice(0, MOST_CODES).map(({ text, symbology }) => ({ text, symbology })),
    with: context,
  };
}

/** An id whose first 48 bits are the moment in milliseconds (RFC 9562): ids made later sort later. */
export function uuid7(moment = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 5, rest = moment; place >= 0; place -= 1, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A scan's id as a trace (W3C Trace Context): by it logs and the journey find what came of it. */
export function traceparent({ id }) {
  const number = id.replaceAll("-", "");
  return `00-${number}-${number.slice(-16)}-01`;
}

/** The same thing scanned anew, perhaps for another action: a new scan, since an id never acts twice. */
export function again(scan, action, context) {
  return newScan(scan.station, action ?? scan.action, scan.codes, context ?? scan.with);
}
