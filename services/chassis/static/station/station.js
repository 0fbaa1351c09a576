/** The station at work: what is scanned, typed or photographed becomes scans, kept on disk before anything sounds. */

import { TYPED } from "./codes.js";
import { Feedback } from "./feedback.js";
import { Journal } from "./journal.js";
import { Modes } from "./modes.js";
import { Refused } from "./refused.js";
import { newScan } from "./scan.js";
import { Sending } from "./sending.js";
import { Service } from "./service.js";
import { Session } from "./session.js";
import { Sight } from "./sight.js";
import { Stack } from "./stack.js";
import { stationName } from "./name.js";
import { filled, View } from "./view.js";
import { Wedge } from "./wedge.js";

const ORDER = ["done", "repeated", "refused"];

class Station {
  static async open(config) {
    const station = new Station(config);
    station.journal = await Journal.open(config.service);
    station.stack = await Stack.open(station.journal, station.session);
    await station.#start();
    return station;
  }

  constructor(config) {
    const { words, urls } = config;
    Object.assign(this, { config, words, urls, name: stationName(), link: ["here", ""] });
    this.view = new View(words);
    this.modes = new Modes(config.modes, config.service);
    this.session = new Session(config);
    this.service = new Service(this.session, urls);
    this.feedback = new Feedback();
  }

  async #start() {
    const { view, journal, modes, words } = this;
    const send = (scan) => this.#keep([scan]);
    this.refused = new Refused({ journal, view, modes, words, send, switchTo: (key) => this.#choose(key) });
    this.sending = new Sending(journal, this.session, this.urls.scans, {
      results: (results, scans) => this.#results(results, scans),
      link: (why, sentence) => this.#link(why, sentence),
    });
    this.sight = new Sight(view.at, this.urls.assets, (codes) => this.#scanned(codes));
    new Wedge(view.at.code, (text) => this.#scanned([{ text, symbology: TYPED }]));
    this.#listen();
    const last = await journal.last(this.session.actor);
    this.last = last && { scan: last };
    view.open();
    this.#choose(modes.current.key);
    await Promise.all([this.refused.show(), this.#figures()]);
    this.sending.run();
    this.sending.wake();
    this.#checkWho();
    this.service.keepPage(this.config.home).catch(() => {});
  }

  #listen() {
    const { at } = this.view;
    at.entry.addEventListener("submit", (event) => this.#typed(event));
    at.camera.addEventListener("click", () => this.#camera());
    at.photo.addEventListener("change", () => this.#photo());
    at.undo.addEventListener("click", () => this.#undo());
    at.commit.addEventListener("click", () => this.#commit());
    at["stack-toggle"].addEventListener("click", () => {
      this.stack.collects = !this.stack.collects;
      this.#showStack();
    });
  }

  /** One label: it tells the context, goes on the stack, or is a scan. */
  async #scanned(codes) {
    const need = this.modes.note(codes);
    if (need) {
      this.#showMode();
      return this.#tell("noted", `${need.title} : ${this.modes.value(need.name)}`, { codes });
    }
    if (this.stack.collects) return this.#collect(codes);
    if (this.#isLacking(codes)) return;
    const { action } = this.modes.current;
    const scan = newScan(this.name, action, codes, this.modes.context);
    if (await this.#keep([scan])) this.#used();
  }

  #isLacking(codes) {
    const lacking = this.modes.missing.map((need) => need.title).join(", ");
    if (lacking) this.#tell("refused", `${this.words.first} ${lacking}`, { codes, why: this.words.not_kept });
    return Boolean(lacking);
  }

  /** Keep scans on the disk, then sound, then send; false where the disk takes no more, and that is told. */
  async #keep(scans) {
    const lasting = scans.at(-1);
    try {
      await this.journal.keep(this.session.actor, scans);
    } catch {
      this.#tell("refused", this.words.disk_full, { codes: lasting.codes });
      return false;
    }
    this.last = { scan: lasting };
    this.#tell("kept", this.words.kept_here, { codes: lasting.codes });
    this.sending.wake();
    await this.#figures();
    return true;
  }

  async #results(results, scans) {
    const worst = results.reduce((one, other) => (rank(other) > rank(one) ? other : one));
    const latest = results.find((result) => result.id === this.last?.scan.id);
    if (latest) this.last = { ...this.last, outcome: latest.outcome };
    // Of many at once, as after a day without a network, one is told: a refused one, if there is any.
    const told = worst.outcome === "refused" || !latest ? worst : latest;
    const scan = scans.find((one) => one.id === told.id);
    const ways = told.outcome === "refused" ? this.refused.ways({ id: told.id, scan, result: told }) : [];
    const why = told.outcome === "done" ? "" : Refused.story(told, this.words);
    const sentence = results.length > 1 ? `${told.say} ${filled(this.words.answered, results.length)}` : told.say;
    this.#tell(told.outcome, sentence, { codes: scan?.codes, ways, why });
    await Promise.all([this.refused.show(), this.#figures()]);
  }

  #tell(kind, sentence, more) {
    this.view.outcome(kind, sentence, more);
    this.feedback.give(kind);
  }

  async #collect(codes) {
    const added = await this.stack.add(codes).catch(() => null);
    if (added === null) return this.#tell("refused", this.words.disk_full, { codes });
    this.#showStack();
    this.#tell(added ? "noted" : "repeated", filled(this.words.stacked, this.stack.entries.length), { codes });
  }

  async #commit() {
    if (this.#isLacking([])) return;
    const { action } = this.modes.current;
    const scans = await this.stack.commit(this.name, action, this.modes.context).catch(() => null);
    if (!scans) return this.#tell("refused", this.words.disk_full);
    this.last = { scan: scans.at(-1) };
    this.#used();
    this.#showStack();
    this.#tell("kept", filled(this.words.committed, scans.length));
    this.sending.wake();
    await this.#figures();
  }

  /** Take the last scan back: out of the journal while nobody knows it, else by a scan that undoes its step. */
  async #undo() {
    const { scan, outcome } = this.last ?? {};
    if (scan && !outcome && (await this.journal.withdraw(scan.id))) {
      this.last = null;
      this.#tell("done", this.words.withdrawn, { codes: scan.codes });
      return this.#figures();
    }
    const steps = this.modes.find(scan?.action)?.steps && this.modes.find("undo");
    // What is unanswered may have been refused, and later others may act: only what was just done is undone.
    if (!steps || outcome !== "done" || this.link[0] !== "here") return this.#tell("refused", this.words.no_undo);
    await this.#keep([newScan(this.name, "undo", scan.codes, { reason: this.words.undo_reason })]);
  }

  #typed(event) {
    event.preventDefault();
    const { code } = this.view.at;
    const text = code.value.trim();
    code.value = "";
    if (text) this.#scanned([{ text, symbology: TYPED }]);
  }

  async #camera() {
    if (this.sight.runs) return this.sight.stop();
    await this.sight.start().catch((error) => this.#tell("refused", this.words[error.message] ?? this.words.no_camera));
  }

  /** A photo is read by the service, which has more time for it; here, where nobody answers. */
  async #photo() {
    const { photo } = this.view.at;
    const [file] = photo.files;
    if (!file) return;
    const codes = await this.service.read(file).catch(() => this.sight.photo(file).catch(() => null));
    photo.value = "";
    if (codes?.length) return this.#scanned(codes);
    this.#tell("refused", codes ? this.words.nothing_read : this.words.no_reader);
  }

  #choose(key) {
    this.modes.choose(key);
    this.view.modes(this.modes, (chosen) => this.#choose(chosen));
    this.#showMode();
  }

  #showMode() {
    this.view.context(this.modes, (name, value) => {
      this.modes.set(name, value);
      this.#count();
    });
    this.#showStack();
    this.#count();
  }

  #showStack() {
    this.view.stack(this.stack, this.modes.current.title, async (id) => {
      await this.stack.remove(id);
      this.#showStack();
    });
  }

  #used() {
    this.modes.used();
    this.#showMode();
  }

  async #count() {
    const told = await this.service.expected(this.modes.current, this.modes.context);
    this.counted = told ?? this.counted ?? { done: 0, expected: null };
    this.view.counter(this.counted, (await this.journal.waiting(this.session.actor)).mine);
  }

  async #figures() {
    this.view.link(...this.link, await this.journal.waiting(this.session.actor), this.urls.sign_in);
    await this.#count();
  }

  async #link(why, sentence) {
    // Somebody else signed in meanwhile: the page is made anew for them, and what is here stays its maker's.
    if (why === "other") return location.reload();
    this.link = [why, sentence];
    await this.#figures();
  }

  /** A page that was kept may be of someone who signed out since. */
  async #checkWho() {
    const { actor } = this.session;
    const known = await this.session.refresh().catch(() => null);
    if (known === false) await this.#link("signed_out", "");
    if (known && this.session.actor !== actor) location.reload();
  }
}

function rank({ outcome }) {
  return ORDER.indexOf(outcome);
}

Station.open(JSON.parse(document.getElementById("station").textContent));
