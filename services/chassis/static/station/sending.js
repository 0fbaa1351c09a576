/** What waits is sent: in order, in batches, ever slower while nobody answers, until each scan is taken or refused. */

import { traceparent } from "./scan.js";

const BATCH = 500;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const ANSWER_WITHIN_MS = 60_000;
// Whoever is signed in now may be another person than the page knows.
const STRANGER = ["csrf", "scan.operator"];

/** Why nothing is sent now: `away`, `signed_out`, `other`, `barred`, `clock`; with the service's sentence, if any. */
class Stopped extends Error {
  constructor(why, sentence = "") {
    super(sentence);
    this.why = why;
  }
}

/** A batch that the service does not even look at: one of its scans is malformed. */
class Unwelcome extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export class Sending {
  /** `told.results(results)` after each batch, `told.link(why, sentence)` at each change: `here`, or why it stopped. */
  constructor(journal, session, url, told) {
    Object.assign(this, { journal, session, url, told, pause: FIRST_PAUSE_MS, woken: () => {} });
    for (const event of ["online", "pageshow"]) addEventListener(event, () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  /** Send for as long as the page lives; called once. */
  async run() {
    for (;;) {
      const woken = new Promise((resolve) => (this.woken = resolve));
      // Two pages of one browser share the journal: only one of them sends at a time, or order would not hold.
      const again = await exclusively(`sending ${this.url}`, () => this.#drain());
      await (again ? Promise.race([woken, rest(this.#nextPause())]) : woken);
    }
  }

  /** Look at once whether something waits: a scan was kept, the network is back, the person came back. */
  wake() {
    this.woken();
  }

  /** True when it is to be tried again though nothing happens. */
  async #drain() {
    try {
      for (;;) {
        const scans = await this.journal.take(this.session.actor, BATCH);
        if (!scans.length) break;
        await this.#settle(scans);
        this.pause = FIRST_PAUSE_MS;
        this.told.link("here", "");
      }
      return false;
    } catch (error) {
      this.told.link(error.why ?? "away", error.why ? error.message : "");
      return true;
    }
  }

  /** A batch refused as a whole is halved until the scan at fault stands alone: its neighbours go on, in order. */
  async #settle(scans) {
    let results;
    try {
      results = await this.#post(scans);
    } catch (error) {
      if (!(error instanceof Unwelcome)) throw error;
      if (scans.length > 1) {
        const middle = scans.length >> 1;
        await this.#settle(scans.slice(0, middle));
        return this.#settle(scans.slice(middle));
      }
      const { message: say, problem } = error;
      results = [{ id: scans[0].id, outcome: "refused", device: null, say, problem }];
    }
    await this.journal.answer(results);
    await this.told.results(results, scans);
  }

  async #post(scans, renewed = false) {
    const { actor } = this.session;
    const response = await this.#ask(scans.map((scan) => ({ ...scan, operator: actor })));
    if (response.ok) return (await read(response)).results;
    const problem = await read(response);
    const stranger = response.status === 401 || STRANGER.includes(problem.code);
    if (stranger && !renewed) {
      if (!(await this.session.refresh())) throw new Stopped("signed_out");
      // These scans are not theirs who is signed in now: they wait for the one who made them.
      if (this.session.actor !== actor) throw new Stopped("other");
      return this.#post(scans, true);
    }
    if (stranger) throw new Stopped("signed_out");
    if (response.status === 403) throw new Stopped("barred", problem.detail);
    if (problem.code === "clock.fault") throw new Stopped("clock", problem.detail);
    if ([400, 413, 422].includes(response.status)) throw new Unwelcome(problem);
    throw new Stopped("away");
  }

  #ask(scans) {
    return fetch(this.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRF-Token": this.session.csrf,
        traceparent: traceparent(scans[0]),
      },
      body: JSON.stringify({ sent: new Date().toISOString(), scans }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  }

  #nextPause() {
    const pause = this.pause * (0.75 + Math.random() / 2);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
    return pause;
  }
}

/** The answer of a service; whatever else answers, as a hotel's network does, is no answer. */
async function read(response) {
  try {
    return await response.json();
  } catch {
    throw new Stopped("away");
  }
}

function exclusively(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}

function rest(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
