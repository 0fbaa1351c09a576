/** What follows from a needs portrait as one types: need, covered, unmet and met of each type.
 *  The server works the same out when the form is checked or given; without this script nothing but the haste is lost. */

import { sum, tell } from "./computed.js";

const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

/** Devices on order in all; where that is left empty, what is expected on known days. */
function ordered(fields, type) {
  const whole = fields.find((field) => field.name === `on_order.${type}`);
  return whole?.value ? whole.valueAsNumber || 0 : sum(fields, `order.${type}.`);
}

function compute(form) {
  const fields = [...form.elements].filter((field) => field.type === "number");
  for (const row of form.querySelectorAll("[data-need]")) {
    const type = row.dataset.need;
    const need = sum(fields, `need.${type}.`);
    const has = sum(fields, `own_available.${type}`) + ordered(fields, type) + Number(row.dataset.held);
    const covered = Math.min(need, has);
    const figures = { need, covered, unmet: need - covered };
    for (const output of row.querySelectorAll("[data-figure]")) {
      const { figure } = output.dataset;
      if (figure === "met") tell(output, need ? covered / need : 1, share);
      else tell(output, figures[figure]);
    }
  }
}

document.addEventListener("input", ({ target }) => target.form && compute(target.form));
