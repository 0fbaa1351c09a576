/** The station: its parts put together, and what a person does on the page given to them. */

import { TYPED } from "./codes.js";
import { Choices } from "./choices.js";
import { Desk } from "./desk.js";
import { Feedback } from "./feedback.js";
import { Figures } from "./figures.js";
import { Journal } from "./journal.js";
import { Modes } from "./modes.js";
import { stationName } from "./name.js";
import { Refused } from "./refused.js";
import { Sending } from "./sending.js";
import { Service } from "./service.js";
import { Session } from "./session.js";
import { Sight } from "./sight.js";
import { Stack } from "./stack.js";
import { View } from "./view.js";
import { Wedge } from "./wedge.js";

class Station {
  static async open({ service, home, actor, csrf, modes, urls, words }) {
    const session = new Session(actor, csrf, urls.renew);
    const journal = await Journal.open(service);
    const parts = {
      journal,
      session,
      words,
      view: new View(words),
      modes: new Modes(modes, service),
      service: new Service(session, urls),
      stack: await Stack.open(journal, session),
      feedback: new Feedback(),
    };
    parts.modes.ask(location.search);
    parts.choices = new Choices(parts, service);
    const station = new Station(parts, urls, await journal.last(actor));
    await station.#start();
    // Both may take their time, or fail: the page works meanwhile.
    station.#checkWho(actor).catch(() => {});
    parts.service.keepPage(home).catch(() => {});
  }

  constructor(parts, urls, last) {
    Object.assign(this, parts);
    const { view, journal } = parts;
    this.figures = new Figures({ ...parts, signIn: urls.sign_in });
    this.sending = new Sending(journal, this.session, urls.scans, {
      results: (results, scans) => this.desk.answered(results, scans),
      // Somebody else signed in meanwhile: the page is made anew for them, and what waits stays its maker's.
      link: (why, sentence) => (why === "other" ? location.reload() : this.figures.linked(why, sentence)),
    });
    const acts = {
      send: (scan) => this.desk.keep(scan),
      switchTo: (key) => this.#choose(key),
      isLacking: (codes) => this.desk.isLacking(codes),
    };
    this.refused = new Refused({ ...parts, ...acts });
    const { figures, sending, refused } = this;
    this.desk = new Desk({ ...parts, figures, sending, refused, changed: () => this.#show() }, stationName(), last);
    this.sight = new Sight(view.at, urls.assets, (codes) => this.desk.take(codes));
    this.wedge = new Wedge(view.at.code, (text) => this.desk.take([{ text, symbology: TYPED }]));
  }

  async #start() {
    this.#listen();
    this.view.modes(this.modes, (key) => this.#choose(key));
    this.#show();
    await this.refused.show();
    this.view.open();
    this.sending.run();
    this.sending.wake();
  }

  #listen() {
    const { view, desk } = this;
    view.at.entry.addEventListener("submit", (event) => this.#typed(event));
    view.at.camera.addEventListener("click", () => this.#camera());
    view.at.photo.addEventListener("change", () => this.#photo());
    view.at.undo.addEventListener("click", () => desk.undo());
    view.at.commit.addEventListener("click", () => desk.commit());
    view.at["stack-toggle"].addEventListener("click", () => {
      this.stack.collects = !this.stack.collects;
      this.#show();
    });
  }

  #choose(key) {
    this.modes.choose(key);
    this.#show();
  }

  /** Show what the station is at. */
  #show() {
    const { view, modes, stack, figures } = this;
    view.context(modes, this.choices, (name, value) => {
      modes.set(name, value);
      figures.recount();
    });
    view.stack(stack, modes.current.title, async (id) => {
      await stack.remove(id);
      this.#show();
    });
    figures.recount();
  }

  #typed(event) {
    event.preventDefault();
    const { code } = this.view.at;
    const text = code.value.trim();
    code.value = "";
    if (text) this.desk.take([{ text, symbology: TYPED }]);
  }

  async #camera() {
    const { sight, desk, words } = this;
    if (sight.runs) return sight.stop();
    await sight.start().catch((error) => desk.tell("refused", words[error.message] ?? words.no_camera));
  }

  /** A photo is read by the service, which has more time for it; here, where nobody answers. */
  async #photo() {
    const { photo } = this.view.at;
    const [file] = photo.files;
    if (!file) return;
    const codes = await this.service.read(file).catch(() => this.sight.photo(file).catch(() => null));
    photo.value = "";
    if (codes?.length) return this.desk.take(codes);
    this.desk.tell("refused", codes ? this.words.nothing_read : this.words.no_reader);
  }

  /** A page that was kept may be of someone whose session is over. */
  async #checkWho(actor) {
    if (!(await this.session.refresh())) return this.figures.linked("signed_out", "");
    if (this.session.actor !== actor) location.reload();
  }
}

Station.open(JSON.parse(document.getElementById("station").textContent));
