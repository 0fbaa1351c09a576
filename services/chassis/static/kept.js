/** What is typed into a form and not given yet, kept in this tab alone: a session that ends, or a page left by mistake,
 *  takes nothing away. What was typed against another version than the page shows now is dropped, and so is what was
 *  sent from a form once the page of what came of it opens. What was ticked is not kept: it is accepted anew. */

const read = (place) => JSON.parse(sessionStorage.getItem(place) ?? "null");
const place = (name) => `reserve/${name}`;

class Kept {
  constructor(form) {
    this.form = form;
    this.place = place(form.dataset.keep);
    this.version = form.elements.version?.value ?? "";
    this.told = document.getElementById("kept");
    form.addEventListener("input", () => this.keep(false));
    form.addEventListener("submit", () => this.keep(true));
    document.getElementById("forget").addEventListener("click", () => this.forget());
  }

  get fields() {
    return [...this.form.elements].filter((field) => field.name && !["hidden", "checkbox"].includes(field.type));
  }

  keep(sent) {
    const fields = this.fields.map((field) => [field.name, field.value]);
    sessionStorage.setItem(this.place, JSON.stringify({ version: this.version, sent, fields }));
  }

  /** What a refusal or a check shows again is what was typed last; else what was typed before is put back. */
  open() {
    const kept = read(this.place);
    if (this.form.dataset.typed !== undefined) this.keep(false);
    else if (kept?.version === this.version) this.putBack(kept.fields);
    else sessionStorage.removeItem(this.place);
  }

  putBack(fields) {
    for (const [name, value] of fields) {
      if (this.form.elements[name]) this.form.elements[name].value = value;
    }
    this.told.hidden = false;
    this.announce();
  }

  forget() {
    this.form.reset();
    this.announce();
    this.told.hidden = true;
    sessionStorage.removeItem(this.place);
  }

  /** Has the figures that follow worked out anew. */
  announce() {
    this.fields[0].dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const form = document.querySelector("form[data-keep]");
if (form) new Kept(form).open();
for (const { dataset } of document.querySelectorAll("[data-given]")) {
  if (read(place(dataset.given))?.sent) sessionStorage.removeItem(place(dataset.given));
}
