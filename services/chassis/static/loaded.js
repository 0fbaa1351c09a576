/** How many cartons are on the truck, or devices received, on a shipment's page: asked again while somebody looks. */

import { Service } from "./station/service.js";
import { Session } from "./station/session.js";

const EVERY_MS = 5000;
const shown = document.getElementById("loaded");
const { action, shipment, actor, csrf, renew, ask } = shown.dataset;
const service = new Service(new Session(actor, csrf, renew), { expected: ask });

async function look() {
  const told = document.hidden ? null : await service.expected({ action }, { shipment });
  if (!told) return;
  const counts = { done: told.done, left: told.expected - told.done };
  for (const place of shown.querySelectorAll("[data-count]")) {
    const count = String(counts[place.dataset.count]);
    // What did not change is not read aloud again.
    if (place.textContent !== count) place.textContent = count;
  }
}

setInterval(look, EVERY_MS);
