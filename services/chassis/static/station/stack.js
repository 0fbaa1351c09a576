/** A stack of labels collected one after the other and committed at once: on disk as it grows, then as scans. */

import { newScan, uuid7 } from "./scan.js";

export class Stack {
  /** The stack of `session`'s person, as it was left on this device. */
  static async open(journal, session) {
    const stack = new Stack(journal, session);
    stack.entries = await journal.stack(session.actor);
    stack.collects = stack.entries.length > 0;
    return stack;
  }

  constructor(journal, session) {
    Object.assign(this, { journal, session, entries: [], collects: false });
  }

  /** Put a label on the stack, on disk when it resolves; false where it lies there already. */
  async add(codes) {
    const key = keyOf(codes);
    if (this.entries.some((entry) => keyOf(entry.codes) === key)) return false;
    const id = uuid7();
    await this.journal.push(this.session.actor, id, codes);
    this.entries.push({ id, codes });
    return true;
  }

  async remove(id) {
    await this.journal.pull(id);
    this.entries = this.entries.filter((entry) => entry.id !== id);
  }

  /** All of it becomes scans of this action and context, in order and in one go; answers them. */
  async commit(station, action, context) {
    const make = (codes) => newScan(station, action, codes, context);
    const scans = await this.journal.commit(this.session.actor, make);
    this.entries = [];
    return scans;
  }
}

function keyOf(codes) {
  return codes
    .map((code) => code.text)
    .sort()
    .join("\n");
}
