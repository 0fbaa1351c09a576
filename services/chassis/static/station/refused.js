/** The scans that were refused, each with its reason and what can be done, until a person settles them. */

import { element } from "./element.js";
import { written } from "./moment.js";
import { again } from "./scan.js";

export class Refused {
  /** `send(scan)` keeps and sends a scan, `switchTo(key)` changes the mode, `isLacking(codes)` says what it lacks. */
  constructor({ journal, view, modes, words, send, switchTo, isLacking }) {
    Object.assign(this, { journal, view, modes, words, send, switchTo, isLacking });
  }

  async show() {
    this.view.refused(await this.journal.refused(), (entry) => this.#row(entry));
  }

  /** What a person can do about a refused scan: the modes that would fit, the same again, or nothing more. */
  ways(entry) {
    const fits = (entry.result.problem?.fits ?? []).map((key) => this.modes.find(key)).filter(Boolean);
    return [
      ...fits.map((mode) => this.#way(`${this.words.fits} ${mode.title}`, () => this.#inMode(entry, mode.key))),
      this.#way(this.words.try_again, () => this.#sendAgain(entry, again(entry.scan)), "second"),
      this.#way(this.words.settled, () => this.#settle(entry), "second"),
    ];
  }

  /** Where the thing is now, for whoever came late. */
  static standing({ device }) {
    return [device?.maker, device?.serial, device?.location].filter(Boolean).join(" · ");
  }

  #row(entry) {
    const { scan, result } = entry;
    const texts = scan.codes.map((code) => code.text).join(" · ");
    const when = written(new Date(scan.at));
    const title = this.modes.find(scan.action)?.title ?? scan.action;
    return element(
      "li",
      {},
      element("p", {}, element("strong", {}, result.say)),
      element("p", {}, Refused.standing(result)),
      element("p", { class: "hint" }, `${title}, ${when}, `, element("code", {}, texts)),
      element("p", { class: "ways" }, ...this.ways(entry)),
    );
  }

  #way(text, act, look = "") {
    const button = element("button", { type: "button", class: look }, text);
    button.addEventListener("click", act);
    return button;
  }

  async #inMode(entry, key) {
    this.switchTo(key);
    // Where the mode lacks its shelf or order the person scans that first: the refused scan stays in the list.
    if (this.isLacking(entry.scan.codes)) return;
    await this.#sendAgain(entry, again(entry.scan, this.modes.current.action, this.modes.context));
  }

  async #sendAgain(entry, scan) {
    if (await this.send(scan)) await this.#settle(entry);
  }

  async #settle(entry) {
    await this.journal.settle(entry.id);
    await this.show();
  }
}
