/** Signing out leaves nothing of its person in this browser, whether anybody answers or not: what was typed, what was chosen,
 *  pages kept for when there is no network; other tabs leave their page as well. Scans that wait stay for their own person
 *  alone, and what is the device's: its name, whether the search has a key. */

const OF_THE_DEVICE = ["station-name", "reserve-search-key"];
// Nobody waits longer to be signed out.
const WITHIN_MS = 1_000;

const form = document.querySelector("form[data-leaving]");
const tabs = new BroadcastChannel("leaving");

function forget() {
  sessionStorage.clear();
  for (const name of Object.keys(localStorage)) {
    if (!OF_THE_DEVICE.includes(name)) localStorage.removeItem(name);
  }
}

/** The files of a release are nobody's and stay. */
async function forgetPages() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.endsWith(" page")).map((name) => caches.delete(name)));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  forget();
  tabs.postMessage("left");
  const late = new Promise((resolve) => setTimeout(resolve, WITHIN_MS));
  // Without https a browser may have no caches.
  const forgotten = globalThis.caches ? forgetPages().catch(() => {}) : null;
  Promise.race([forgotten, late]).then(() => form.submit());
});

tabs.addEventListener("message", () => {
  forget();
  location.replace(form.dataset.leaving);
});
