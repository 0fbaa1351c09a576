/** The figures beside the work: how many of those expected are done, what waits on this device, and why it waits. */

// Several answers at once ask for the number once.
const ASK_AFTER_MS = 300;

export class Figures {
  constructor({ journal, session, service, modes, view, signIn }) {
    Object.assign(this, { journal, session, service, modes, view, signIn });
    this.link = ["here", ""];
    this.counted = { done: 0, expected: null };
  }

  /** Whether the service answered when it was last asked. */
  get isHere() {
    return this.link[0] === "here";
  }

  async show() {
    const waiting = await this.journal.waiting(this.session.actor);
    this.view.counter(this.counted, waiting.mine);
    this.view.link(...this.link, waiting, this.signIn);
  }

  /** `why` as `Sending` tells it; `sentence` the service's own, if it gave one. */
  linked(why, sentence) {
    this.link = [why, sentence];
    return this.show();
  }

  /** Ask for the numbers anew: something was answered, or the station is at something else. */
  recount() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.#ask(), ASK_AFTER_MS);
    return this.show();
  }

  async #ask() {
    const { current, context } = this.modes;
    // Without an answer the last number stands, and what waits is told beside it.
    this.counted = (await this.service.expected(current, context)) ?? this.counted;
    await this.show();
  }
}
