/** A page that follows what others do: each `[data-live]` asks its address again while somebody looks at it, and puts
 *  what it is told where `data-figure`, `data-if`, `data-unless`, `data-rows` and a bar's `data-part` name it, by paths
 *  into the answer. Without this script the page says the same, as of when it was loaded. */

import { written } from "./station/moment.js";
import { Session } from "./station/session.js";

const ANSWER_WITHIN_MS = 20_000;

const at = (answer, path) => path.split(".").reduce((found, name) => found?.[name], answer);

/** What did not change is neither read aloud nor shown anew. */
function write(place, text) {
  if (place.textContent === text) return false;
  place.textContent = text;
  return true;
}

function fill(row, item) {
  for (const place of row.querySelectorAll("[data-field]")) write(place, String(item[place.dataset.field] ?? ""));
  for (const place of row.querySelectorAll("[data-mark]")) place.hidden = !item[place.dataset.mark];
  for (const link of row.querySelectorAll("a[data-link]")) link.setAttribute("href", item[link.dataset.link]);
  return row;
}

/** Rows in their places where the same things stand there still, so that nobody loses the link they are on. */
function rows(body, items) {
  const links = [...body.rows].map((row) => row.querySelector("a[data-link]")?.getAttribute("href"));
  const { content } = document.getElementById(body.dataset.row);
  if (links.length === items.length && items.every((item, index) => item.link === links[index])) {
    items.forEach((item, index) => fill(body.rows[index], item));
    return;
  }
  const held = body.contains(document.activeElement) && document.activeElement.getAttribute("href");
  body.replaceChildren(...items.map((item) => fill(content.firstElementChild.cloneNode(true), item)));
  if (held) body.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

class Live {
  constructor(region) {
    const { ask, every, actor, csrf, renew } = region.dataset;
    Object.assign(this, { region, url: ask, every: 1000 * every, session: new Session(actor, csrf, renew), tag: "" });
    this.pause = region.querySelector("[data-pause]");
    this.pause.addEventListener("click", () => this.#toggle());
    region.querySelector("[data-bar]").hidden = false;
    document.addEventListener("visibilitychange", () => this.#wait(0));
    this.#wait(this.every);
  }

  get #still() {
    return document.hidden || this.ended || this.pause.getAttribute("aria-pressed") === "true";
  }

  #toggle() {
    this.pause.setAttribute("aria-pressed", String(this.pause.getAttribute("aria-pressed") !== "true"));
    this.#wait(0);
  }

  #wait(delay) {
    clearTimeout(this.timer);
    if (!this.#still) this.timer = setTimeout(() => this.#look(), delay);
  }

  async #look() {
    try {
      await this.#take(await this.#ask());
    } catch {
      this.#say("away");
    }
    this.#wait(this.every);
  }

  async #ask(renewed = false) {
    const headers = { Accept: "application/json", "If-None-Match": this.tag };
    const response = await fetch(this.url, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.status === 401 && !renewed && (await this.session.refresh())) return this.#ask(true);
    return response;
  }

  async #take(response) {
    if (response.status === 401) return this.#end("over");
    if (response.status !== 304 && !response.ok) return this.#say("away");
    this.#say("");
    const moment = new Date(response.headers.get("Date") ?? Date.now());
    for (const place of this.region.querySelectorAll("[data-as-of]")) write(place, written(moment));
    if (response.status === 304) return undefined;
    this.tag = response.headers.get("ETag") ?? "";
    return this.#show(await response.json());
  }

  #show(answer) {
    const news = [];
    for (const place of this.region.querySelectorAll("[data-figure]")) {
      const { figure, label } = place.dataset;
      if (!write(place, String(at(answer, figure)))) continue;
      if (label) news.push(`${label} ${place.textContent}`);
      place.classList.remove("changed");
      requestAnimationFrame(() => place.classList.add("changed"));
    }
    for (const bar of this.region.querySelectorAll("progress[data-part]")) {
      bar.max = at(answer, bar.dataset.whole) || 1;
      bar.value = at(answer, bar.dataset.part);
    }
    for (const place of this.region.querySelectorAll("[data-if]")) place.hidden = !at(answer, place.dataset.if);
    for (const place of this.region.querySelectorAll("[data-unless]")) place.hidden = !!at(answer, place.dataset.unless);
    for (const body of this.region.querySelectorAll("[data-rows]")) rows(body, at(answer, body.dataset.rows));
    if (news.length) write(this.region.querySelector("[data-news]"), news.join(". "));
    const { until } = this.region.dataset;
    if (until && !at(answer, until)) this.#end("ended");
  }

  #end(why) {
    this.ended = true;
    this.#say(why);
  }

  /** Why nothing new comes, by the name of its sentence; nothing while all is well. */
  #say(why) {
    for (const one of this.region.querySelectorAll("[data-said]")) one.hidden = one.dataset.said !== why;
  }
}

for (const region of document.querySelectorAll("[data-live]")) new Live(region);
