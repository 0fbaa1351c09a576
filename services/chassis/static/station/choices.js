/** The context chosen instead of typed: beside its field what is open, newest first; without a network as last seen. */

import { element, fill } from "./element.js";

// Each showing of the page does not ask again; who opens a list does.
const FRESH_MS = 30_000;

export class Choices {
  /** `name` is the service's: what one person saw there is kept for that person alone. */
  constructor({ service, session, words }, name) {
    Object.assign(this, { service, words, store: `choices-${name}-${session.actor}`, asked: new Map() });
  }

  /** The list for a need; `chosen(value)` hears what was tapped. */
  beside(need, chosen) {
    const list = element("div", { class: "choices" });
    const opened = element("details", { id: `choose-${need.name}` }, element("summary", {}, this.words.choose), list);
    const tap = ({ value, title }) => {
      const button = element("button", { type: "button", class: "second" }, title);
      button.addEventListener("click", () => {
        opened.open = false;
        opened.firstChild.focus();
        chosen(value);
      });
      return button;
    };
    const show = (choices) => fill(list, ...(choices.length ? choices.map(tap) : [this.words.nothing_open]));
    const renew = async () => show(await this.#ask(need.name));
    show(this.#seen(need.name));
    if (Date.now() - (this.asked.get(need.name) ?? 0) > FRESH_MS) renew();
    opened.addEventListener("toggle", () => opened.open && renew());
    return opened;
  }

  async #ask(name) {
    this.asked.set(name, Date.now());
    const choices = await this.service.choices(name);
    if (!choices) return this.#seen(name);
    localStorage.setItem(this.store, JSON.stringify({ ...this.#all, [name]: choices }));
    return choices;
  }

  #seen(name) {
    return this.#all[name] ?? [];
  }

  get #all() {
    try {
      return JSON.parse(localStorage.getItem(this.store)) ?? {};
    } catch {
      return {};
    }
  }
}
