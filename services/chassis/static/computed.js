/** Figures that follow what is typed: each `output[data-plus]` of a form is worked out anew from the form's fields.
 *  The server works the same figures out when the form is sent; without this script nothing but the haste is lost. */

const written = new Intl.NumberFormat(document.documentElement.lang);
const signed = new Intl.NumberFormat(document.documentElement.lang, { signDisplay: "exceptZero" });

/** The numbers of the fields whose names begin with one of these words, together. */
export function sum(fields, names) {
  const prefixes = names.split(" ").filter(Boolean);
  return fields
    .filter((field) => prefixes.some((prefix) => field.name.startsWith(prefix)))
    .reduce((total, field) => total + (field.valueAsNumber || 0), 0);
}

/** Writes a figure; what did not change is not read aloud again. */
export function tell(output, value, format = written) {
  const told = format.format(value);
  if (output.textContent !== told) output.textContent = told;
}

function compute(form) {
  const fields = [...form.elements].filter((field) => field.type === "number");
  for (const output of form.querySelectorAll("output[data-plus]")) {
    const { plus, minus, base, least, signed: change } = output.dataset;
    const value = Number(base) + sum(fields, plus) - sum(fields, minus);
    tell(output, least === undefined ? value : Math.max(value, Number(least)), change === undefined ? written : signed);
  }
}

document.addEventListener("input", ({ target }) => target.form && compute(target.form));
