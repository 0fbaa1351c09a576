/** One label in view is one scan: the union of its codes, told once, and again only after it has left the view. */

// A label is whole when nothing new was read of it for so long.
const SETTLE_MS = 300;
// It has left when it was not read for so long: shorter while other codes are read, since then the picture is sharp.
const GONE_MS = 1000;
const REPLACED_MS = 500;
// A slow device looks seldom: so many looks without it are needed as well.
const LOOKS = 5;

export class Label {
  constructor() {
    this.look = 0;
    this.told = new Set();
    this.toldSeen = { at: -Infinity, look: -Infinity };
    this.gathered = new Map();
    this.grewAt = -Infinity;
  }

  /** What one frame shows, at `now` in ms; the codes of a label once it is whole, else null. */
  see(codes, now) {
    this.look += 1;
    for (const code of codes) this.#note(code, { at: now, look: this.look });
    for (const [key, { seen }] of this.gathered) if (this.#isGone(seen, now, GONE_MS)) this.gathered.delete(key);
    if (this.#isGone(this.toldSeen, now, codes.length ? REPLACED_MS : GONE_MS)) this.told.clear();
    // What is read late of a label still in view belongs to it, and is no second scan.
    if (this.told.size || now - this.grewAt < SETTLE_MS) return null;
    const sure = [...this.gathered.values()].filter((one) => one.sure);
    return sure.length ? this.#tell(sure, now) : null;
  }

  #isGone(seen, now, within) {
    return now - seen.at > within && this.look - seen.look >= LOOKS;
  }

  #note(code, seen) {
    const key = `${code.symbology} ${code.text}`;
    if (this.told.has(key)) {
      this.toldSeen = seen;
      return;
    }
    const known = this.gathered.get(key);
    if (!known) this.grewAt = seen.at;
    // A read that is not sure of itself counts once a second frame agrees.
    const agrees = known !== undefined && (known.sure || known.seen.look < seen.look);
    this.gathered.set(key, { code, seen, sure: code.sure || agrees });
  }

  #tell(sure, now) {
    this.told = new Set(this.gathered.keys());
    this.toldSeen = { at: now, look: this.look };
    this.gathered.clear();
    return sure.map(({ code }) => code);
  }
}
