/** What the page shows of the station: the outcome large and unmistakable, the mode, the context, the figures. */

import { element, fill } from "./element.js";

// Never by colour alone: each outcome has its sign and its word.
const SIGNS = { done: "✓", repeated: "↺", refused: "✕", kept: "●", noted: "→" };
const LATEST_CODES = 5;

export class View {
  constructor(words) {
    this.words = words;
    const named = document.querySelectorAll("#station-app [id]");
    this.at = Object.fromEntries(Array.from(named, (one) => [one.id, one]));
  }

  /** Take the place of the form that works without script. */
  open() {
    document.documentElement.classList.add("scripted");
    document.getElementById("station-plain").hidden = true;
    document.getElementById("station-app").hidden = false;
  }

  /** Show one outcome, and have it read aloud: a refusal at once, the rest when the reader is ready. */
  outcome(kind, sentence, { codes = [], ways = [], why = "" } = {}) {
    const { outcome, polite, assertive } = this.at;
    const texts = codes.slice(0, LATEST_CODES).map((code) => element("code", {}, visible(code.text)));
    outcome.className = `outcome ${kind}`;
    fill(
      outcome,
      element("p", { class: "verdict" }, element("span", { "aria-hidden": "true" }, SIGNS[kind]), this.words[kind]),
      element("p", { class: "sentence" }, sentence),
      why && element("p", {}, why),
      texts.length && element("p", { class: "codes" }, ...texts),
      ways.length && element("p", { class: "ways" }, ...ways),
    );
    const aloud = `${this.words[kind]}. ${sentence} ${why}`.trim();
    // Emptied first: the same sentence twice is read twice.
    const [speaks, silent] = kind === "refused" ? [assertive, polite] : [polite, assertive];
    silent.textContent = "";
    speaks.textContent = speaks.textContent === aloud ? `${aloud} ` : aloud;
    outcome.scrollIntoView({ block: "nearest" });
  }

  /** The modes, one tap each; made once, so that the focus stays where it is. */
  modes(modes, chosen) {
    const taps = modes.modes.map((mode) => {
      const radio = element("input", { type: "radio", name: "mode", id: `mode-${mode.key}`, value: mode.key });
      radio.addEventListener("change", () => chosen(mode.key));
      return element("span", { class: "tap" }, radio, element("label", { for: radio.id }, mode.title));
    });
    fill(this.at.modes, element("legend", {}, this.words.modes), ...taps);
  }

  /** The mode, and what it stays with, large; each can be typed as well as scanned, some chosen. */
  context(modes, choices, changed) {
    this.at.mode.textContent = modes.current.title;
    const radio = document.getElementById(`mode-${modes.current.key}`);
    radio.checked = true;
    radio.parentNode.scrollIntoView({ block: "nearest", inline: "center" });
    const fields = modes.current.needs.map((need) => {
      const input = element("input", { id: `need-${need.name}`, value: modes.value(need.name), autocomplete: "off" });
      if (need.kinds.length) input.placeholder = this.words.scan_label;
      if (need.required && !need.unless) input.required = true;
      input.addEventListener("change", () => changed(need.name, input.value));
      const choose = (value) => {
        input.value = value;
        changed(need.name, value);
      };
      const list = need.chosen && choices.beside(need, choose);
      return element("div", { class: "need" }, element("label", { for: input.id }, need.title), input, list);
    });
    fill(this.at.needs, ...fields);
  }

  /** `expected` null where nobody can say; `waiting` scans are on this device and not with the service yet. */
  counter({ done, expected }, waiting) {
    const { counter } = this.at;
    counter.hidden = expected === null && !done;
    counter.classList.toggle("full", expected !== null && done >= expected);
    const sum = expected === null ? `${done}` : `${done} / ${expected}`;
    fill(counter, element("strong", {}, waiting ? `${sum} (+${waiting})` : sum), ` ${this.words.counted}`);
  }

  /** What waits, whose it is, and why it waits; nothing where nothing does and all is well. */
  link(why, sentence, { mine, others }, signIn) {
    const lines = [
      why !== "here" && element("strong", {}, sentence || this.words[`link_${why}`]),
      mine > 0 && filled(this.words.waiting, mine),
      others > 0 && filled(this.words.waiting_others, others),
    ];
    const way = why === "signed_out" && element("a", { class: "button", href: signIn }, this.words.sign_in);
    const shown = lines.filter(Boolean).map((line) => element("span", {}, line));
    this.at.link.className = `link ${why}`;
    if (this.at.link.textContent !== shown.map((one) => one.textContent).join("") + (way ? this.words.sign_in : "")) {
      fill(this.at.link, ...shown, way);
    }
  }

  refused(entries, rowOf) {
    this.at.refused.hidden = !entries.length;
    this.at["refused-title"].textContent = filled(this.words.refused_title, entries.length);
    fill(this.at["refused-list"], ...entries.map(rowOf));
  }

  stack(stack, label, remove) {
    const { entries, collects } = stack;
    this.at["stack-toggle"].setAttribute("aria-pressed", String(collects));
    this.at.stack.hidden = !collects;
    this.at.commit.disabled = !entries.length;
    this.at.commit.textContent = `${label} (${entries.length})`;
    const row = ({ id, codes }) => {
      const drop = element("button", { type: "button", class: "second" }, this.words.remove);
      drop.addEventListener("click", () => remove(id));
      return element("li", {}, element("code", {}, codes.map((code) => visible(code.text)).join(" · ")), drop);
    };
    fill(this.at["stack-list"], ...entries.map(row).reverse());
  }
}

/** A sentence with its number in place. */
export function filled(sentence, count) {
  return sentence.replace("%(count)s", count);
}

/** A group separator is part of a code, and has no picture of its own. */
function visible(text) {
  return text.replaceAll("\u001d", "␝");
}
