/** The search in the head of every page: `/` goes to it, and what a keyboard scanner types beside every field is looked
 *  for. Whoever works by voice can switch that key off, on the page of the search. */

import { Wedge } from "./station/wedge.js";

const KEPT = "reserve-search-key";
const field = document.getElementById("search-q");
const choice = document.getElementById("search-key");
// A field of the page has its own use for what is typed into it.
const isFree = () => document.activeElement === field || !document.activeElement?.matches("input, select, textarea");
const isOn = () => localStorage.getItem(KEPT) !== "off";

document.addEventListener("keydown", (event) => {
  const isPlain = event.key === "/" && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!isPlain || !isOn() || !isFree() || document.activeElement === field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

new Wedge(field, (text) => {
  field.value = text;
  field.form.requestSubmit();
}, isFree);

if (choice) {
  const box = choice.querySelector("input");
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  choice.hidden = false;
}
