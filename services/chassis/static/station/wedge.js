/** A keyboard scanner told from a person by its pace, and read by physical keys: its text survives any layout. */

// Characters of a scanner come a few milliseconds apart, a quick typist's about a hundred.
const SCANNER_GAP_MS = 45;
const FEWEST_KEYS = 4;
// After such a silence what follows is another burst.
const SILENCE_MS = 1000;
const SEPARATOR = "\u001d";
const ENDS = ["Enter", "NumpadEnter", "Tab"];
// The US layout, to which scanners are set when they leave the factory: plain and with Shift.
const US = {
  ...Object.fromEntries([..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((one) => [`Key${one}`, one.toLowerCase() + one])),
  ...Object.fromEntries([...")!@#$%^&*("].map((one, digit) => [`Digit${digit}`, `${digit}${one}`])),
  ...Object.fromEntries([..."0123456789"].map((one) => [`Numpad${one}`, one + one])),
  Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"",
  Backquote: "`~", Comma: ",<", Period: ".>", Slash: "/?", Space: "  ", NumpadSubtract: "--", NumpadDecimal: "..",
  NumpadDivide: "//", NumpadAdd: "++",
};
// What is printed as a code on devices, cartons and shelves.
const PLAUSIBLE = /^[A-Za-z0-9\-/.+: \u001d[\])>]+$/;

export class Wedge {
  /**
   * `scanned(text)` for each burst; `field` is where people type, and shows what the burst really said. While `listens`
   * says no, keys are somebody else's.
   */
  constructor(field, scanned, listens = () => true) {
    Object.assign(this, { field, scanned, listens, keys: [], before: "", host: false });
    document.addEventListener("keydown", (event) => this.#down(event), { capture: true });
  }

  #down(event) {
    if (!this.listens()) return this.#forget();
    if (event.repeat || ["Shift", "CapsLock", "Control", "AltGraph"].includes(event.key)) return;
    if (this.keys.length && event.timeStamp - this.keys.at(-1).at > SILENCE_MS) this.#forget();
    if (ENDS.includes(event.code)) return this.#end(event);
    const key = this.#read(event);
    if (!key) return this.#forget();
    if (!this.keys.length) this.before = this.field.value;
    this.keys.push(key);
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.#show(), SILENCE_MS);
    // A burst beside the field must press no button, and GS must not do what Ctrl+] or F8 does in a browser.
    if (key.us === SEPARATOR || (document.activeElement !== this.field && this.#isScanner())) event.preventDefault();
  }

  /** One key as the US layout has it and as this device's own has it; null for one that writes nothing. */
  #read({ code, key, ctrlKey, altKey, metaKey, shiftKey, timeStamp }) {
    if ((ctrlKey && code === "BracketRight") || code === "F8") return { us: SEPARATOR, host: SEPARATOR, at: timeStamp };
    if (ctrlKey || metaKey || (altKey && key.length > 1)) return null;
    // A dead key writes nothing yet by this device's layout, though the scanner meant a character.
    const host = key.length === 1 ? key : "";
    const us = US[code]?.[shiftKey ? 1 : 0] ?? "";
    return us || host ? { us, host, at: timeStamp } : null;
  }

  #end(event) {
    const keys = this.keys;
    const last = keys.at(-1);
    const isBurst = this.#isScanner() && event.timeStamp - last.at <= SILENCE_MS;
    const text = isBurst ? this.#text(keys) : "";
    this.#forget();
    if (!text) return;
    event.preventDefault();
    event.stopPropagation();
    // Not what the layout made of it, nor what stood there before: the code.
    if (document.activeElement === this.field) this.field.value = this.before;
    this.scanned(text);
  }

  /** A scanner that ends with no key at all: the field shows the code, and the person sends it. */
  #show() {
    const isHere = document.activeElement === this.field && this.#isScanner();
    if (isHere) this.field.value = this.before + this.#text(this.keys);
    this.#forget();
  }

  /** Whether these keys come at a scanner's pace: the middle gap decides, for one may be late on a busy device. */
  #isScanner() {
    if (this.keys.length < FEWEST_KEYS) return false;
    const gaps = this.keys.slice(1).map(({ at }, place) => at - this.keys[place].at);
    return gaps.sort((one, other) => one - other)[gaps.length >> 1] <= SCANNER_GAP_MS;
  }

  /**
   * The burst's text: by physical keys, unless only this device's layout makes a code of it. A scanner may be set to
   * the device's own layout; what a burst with digits shows is remembered for those that fit both.
   */
  #text(keys) {
    const us = keys.map((key) => key.us).join("");
    const host = keys.map((key) => key.host).join("");
    const fits = { us: keys.every((key) => key.us) && PLAUSIBLE.test(us), host: PLAUSIBLE.test(host) };
    if (fits.us !== fits.host) this.host = fits.host;
    return (this.host ? host : us).trim();
  }

  #forget() {
    this.keys = [];
    clearTimeout(this.silence);
  }
}
