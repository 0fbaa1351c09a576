/** What the station is doing, and at what: its mode, and the shelf, order or carton that it stays with. */

import { own } from "./codes.js";

// The choice of a list that says nothing by itself.
const OTHER = "other";

export class Modes {
  /** `modes` as the service describes them; what was chosen here before is chosen again. */
  constructor(modes, service) {
    this.modes = modes;
    this.store = `station-${service}`;
    const { key, context } = remembered(this.store);
    // By mode: the dock where things are received is no shelf to put them away on.
    this.contexts = context ?? {};
    this.current = this.find(key) ?? modes[0];
  }

  find(key) {
    return this.modes.find((mode) => mode.key === key) ?? this.modes.find((mode) => mode.action === key);
  }

  /**
   * What the page's address asks for, as links from an order or a delivery do: a mode, and what it stays with. It is
   * said once: what is chosen from then on stays, also when the page is loaded again.
   */
  ask(address) {
    const asked = new URLSearchParams(address);
    if (!this.find(asked.get("action"))) return;
    this.choose(asked.get("action"));
    for (const { name } of this.current.needs) if (asked.get(name)) this.set(name, asked.get(name));
    history.replaceState(null, "", location.pathname);
  }

  choose(key) {
    this.current = this.find(key) ?? this.current;
    this.#remember();
  }

  value(name) {
    return this.#values[name] ?? "";
  }

  set(name, value) {
    this.contexts = { ...this.contexts, [this.current.key]: { ...this.#values, [name]: value.trim() } };
    this.#remember();
  }

  /** What a scan of this mode says beside its codes. */
  get context() {
    const told = this.current.needs.map(({ name }) => [name, this.value(name)]).filter(([, value]) => value);
    return { ...Object.fromEntries(told), ...this.current.with };
  }

  get missing() {
    return this.current.needs.filter((need) => need.required && !this.value(need.name) && !this.#saidBy(need.unless));
  }

  /** Take a label that tells the context, as a shelf's does, rather than a thing: the need that it sets, or null. */
  note(codes) {
    for (const { text, symbology } of codes) {
      const found = own(text, symbology);
      const need = found && this.#toldBy(found.kind);
      if (!need) continue;
      this.set(need.name, found.value);
      return need;
    }
    return null;
  }

  /** What was said for one scan alone is to be said anew; true where there was any. */
  used() {
    const spent = this.current.needs.filter((need) => !need.sticky && this.value(need.name));
    for (const need of spent) this.set(need.name, "");
    return spent.length > 0;
  }

  #saidBy(name) {
    return !["", OTHER].includes(this.value(name).toLowerCase());
  }

  get #values() {
    return this.contexts[this.current.key] ?? {};
  }

  /** A kind that the mode takes as well, as a carton may be, sets what is lacking and is a thing from then on. */
  #toldBy(kind) {
    const taken = this.current.takes.includes(kind);
    return this.current.needs.find((need) => need.kinds.includes(kind) && !(taken && this.value(need.name)));
  }

  #remember() {
    localStorage.setItem(this.store, JSON.stringify({ key: this.current.key, context: this.contexts }));
  }
}

function remembered(store) {
  try {
    return JSON.parse(localStorage.getItem(store)) ?? {};
  } catch {
    return {};
  }
}
