/** The desk at which labels become scans: kept on the disk before anything sounds, sent, answered, taken back. */

import { Refused } from "./refused.js";
import { newScan } from "./scan.js";
import { filled } from "./view.js";

const WORSE = ["done", "repeated", "refused"];

export class Desk {
  /** `name` is this station's; `last` the scan that still waits from before, if any. */
  constructor(parts, name, last) {
    Object.assign(this, parts, { name, last: last && { scan: last } });
  }

  /** One label: it tells the context, goes on the stack, or is a scan. */
  async take(codes) {
    const { modes, stack } = this;
    const need = modes.note(codes);
    if (need) {
      this.changed();
      return this.tell("noted", `${need.title}: ${modes.value(need.name)}`, { codes });
    }
    if (stack.collects) return this.#collect(codes);
    if (this.isLacking(codes)) return;
    const isKept = await this.keep(newScan(this.name, modes.current.action, codes, modes.context));
    if (isKept && modes.used()) this.changed();
  }

  /** Keep a scan on the disk, then sound, then send; false where the disk takes no more, and that is told. */
  async keep(scan) {
    const { codes } = scan;
    try {
      await this.journal.keep(this.session.actor, [scan]);
    } catch {
      this.tell("refused", this.words.disk_full, { codes });
      return false;
    }
    this.#kept(scan, this.words.kept_here, { codes });
    return true;
  }

  /** The whole stack becomes scans, in one go. */
  async commit() {
    const { words, modes, stack } = this;
    if (this.isLacking([])) return;
    const scans = await stack.commit(this.name, modes.current.action, modes.context).catch(() => null);
    if (!scans) return this.tell("refused", words.disk_full);
    modes.used();
    this.changed();
    this.#kept(scans.at(-1), filled(words.committed, scans.length));
  }

  /** Take the last scan back: out of the journal while nobody knows it, else by a scan that undoes its step. */
  async undo() {
    const { words, modes } = this;
    const { scan, outcome } = this.last ?? {};
    if (scan && !outcome && (await this.journal.withdraw(scan.id))) {
      this.last = null;
      this.tell("done", words.withdrawn, { codes: scan.codes });
      return this.figures.show();
    }
    // What is unanswered may be refused, and what is old may be another's step: only what was just done is undone.
    const can = modes.find(scan?.action)?.steps && modes.find("undo");
    if (!can || outcome !== "done" || !this.figures.isHere) return this.tell("refused", words.no_undo);
    await this.keep(newScan(this.name, "undo", scan.codes, { reason: words.undo_reason }));
  }

  /** What the service answered. Of many at once, as after a day without a network, one is told: the worst. */
  async answered(results, scans) {
    const mine = results.find((result) => result.id === this.last?.scan.id);
    if (mine) this.last.outcome = mine.outcome;
    const worst = results.reduce((one, other) => (rank(other) > rank(one) ? other : one));
    const told = worst.outcome === "refused" ? worst : (mine ?? worst);
    const scan = scans.find((one) => one.id === told.id);
    const many = results.length > 1 ? filled(this.words.answered, results.length) : "";
    this.tell(told.outcome, `${told.say} ${many}`.trim(), {
      codes: scan.codes,
      why: told.outcome === "done" ? "" : Refused.standing(told),
      ways: told.outcome === "refused" ? this.refused.ways({ id: told.id, scan, result: told }) : [],
    });
    await Promise.all([this.refused.show(), this.figures.recount()]);
  }

  /** Whether the mode lacks what it is to be told first; then that is said, for these codes are not kept. */
  isLacking(codes) {
    const lacking = this.modes.missing.map((need) => need.title).join(", ");
    if (lacking) this.tell("refused", `${this.words.first} ${lacking}`, { codes, why: this.words.not_kept });
    return Boolean(lacking);
  }

  tell(kind, sentence, more) {
    this.view.outcome(kind, sentence, more);
    this.feedback.give(kind);
  }

  async #collect(codes) {
    const added = await this.stack.add(codes).catch(() => null);
    if (added === null) return this.tell("refused", this.words.disk_full, { codes });
    this.changed();
    this.tell(added ? "noted" : "repeated", filled(this.words.stacked, this.stack.entries.length), { codes });
  }

  #kept(last, sentence, more) {
    this.last = { scan: last };
    this.tell("kept", sentence, more);
    this.sending.wake();
    this.figures.show();
  }
}

function rank({ outcome }) {
  return WORSE.indexOf(outcome);
}
