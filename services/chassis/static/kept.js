/** What is typed into a form and not given yet, kept in this tab alone: a session that ends, or a page left by mistake,
 *  takes nothing away. What was typed against another version than the page shows now is dropped. */

const form = document.querySelector("form[data-keep]");
const place = `reserve/${form.dataset.keep}`;
const version = form.elements.version.value;
const typed = () => [...form.elements].filter((field) => field.name && field.type !== "hidden");

function keep() {
  const fields = typed().map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]);
  sessionStorage.setItem(place, JSON.stringify({ version, fields }));
}

function putBack(fields) {
  for (const [name, value] of fields) {
    const field = form.elements[name];
    if (field?.type === "checkbox") field.checked = value;
    else if (field) field.value = value;
  }
}

/** Has the figures that follow worked out anew. */
function announce() {
  form.elements[form.elements.length - 1].dispatchEvent(new Event("input", { bubbles: true }));
}

const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
const told = document.getElementById("kept");
if (form.dataset.typed !== undefined) keep();
else if (kept?.version === version) {
  putBack(kept.fields);
  told.hidden = false;
  announce();
} else sessionStorage.removeItem(place);

form.addEventListener("input", keep);
document.getElementById("forget").addEventListener("click", () => {
  form.reset();
  announce();
  sessionStorage.removeItem(place);
  told.hidden = true;
});
