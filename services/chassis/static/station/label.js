/** One label in view is one scan: the union of its codes, told once, and again only after it has left the view. */

// A label is whole when nothing new was read of it for so long.
const SETTLE_MS = 300;
// It has left when it was not read for so long: shorter while other codes are read, since then the picture is sharp.
const GONE_MS = 1000;
const REPLACED_MS = 500;

export class Label {
  constructor() {
    this.told = new Set();
    this.toldAt = -Infinity;
    this.gathered = new Map();
    this.grewAt = -Infinity;
  }

  /** What one frame shows, at `now` in ms; the codes of a label once it is whole, else null. */
  see(codes, now) {
    for (const code of codes) this.#note(code, now);
    for (const [key, { last }] of this.gathered) if (now - last > GONE_MS) this.gathered.delete(key);
    if (now - this.toldAt > (codes.length ? REPLACED_MS : GONE_MS)) this.told.clear();
    // What is read late of a label still in view belongs to it, and is no second scan.
    if (this.told.size || now - this.grewAt < SETTLE_MS) return null;
    const sure = [...this.gathered.values()].filter((one) => one.sure);
    return sure.length ? this.#tell(sure, now) : null;
  }

  #note(code, now) {
    const key = `${code.symbology} ${code.text}`;
    if (this.told.has(key)) {
      this.toldAt = now;
      return;
    }
    const known = this.gathered.get(key);
    if (!known) this.grewAt = now;
    // A read that is not sure of itself counts once a second frame agrees.
    this.gathered.set(key, { code, last: now, sure: code.sure || known !== undefined });
  }

  #tell(sure, now) {
    this.told = new Set(this.gathered.keys());
    this.toldAt = now;
    this.gathered.clear();
    return sure.map(({ code }) => code);
  }
}
