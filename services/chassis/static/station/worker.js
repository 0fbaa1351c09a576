/** The service worker: the page and its files are kept for when there is no network. `release` is told before this. */

const { service, home, version, files } = self.release;
const CACHE = `${service} ${version}`;
// The page itself stays across releases: without a network an old page is better than none.
const PAGE = `${service} page`;
const ANSWER_WITHIN_MS = 6000;
// The reader is large: it is fetched once the page works, not before.
const large = (file) => file.includes("/vendor/");

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(Promise.all([keep(files.filter((file) => !large(file))), keepPage(fetch(home))]));
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), forgetOthers()]));
});

addEventListener("message", (event) => {
  if (event.data === "keep the rest") event.waitUntil(keep(files.filter(large)));
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { pathname } = new URL(url);
  if (method !== "GET") return;
  if (mode === "navigate" && pathname === home) event.respondWith(page(event));
  if (pathname.startsWith(`/${service}/static/`)) event.respondWith(file(event.request));
});

/** The page as the service gives it, also where that is the way to the sign-in; when nobody answers, as it was kept. */
async function page(event) {
  const answer = fetch(event.request);
  event.waitUntil(keepPage(answer));
  const kept = await caches.match(home, { cacheName: PAGE });
  if (!kept) return answer;
  const late = new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS, kept));
  return Promise.race([answer.then((given) => (given.status < 500 ? given : kept)), late]).catch(() => kept);
}

async function keepPage(answer) {
  const copy = await answer.then((given) => given.clone()).catch(() => null);
  // Not a refusal, nor the sign-in that a redirect leads to.
  if (copy?.ok && !copy.redirected) await (await caches.open(PAGE)).put(home, copy);
}

/** A file of a release never changes: what is kept is right. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function keep(wanted) {
  const cache = await caches.open(CACHE);
  const lacking = await Promise.all(wanted.map(async (one) => ((await cache.match(one)) ? [] : [one])));
  await cache.addAll(lacking.flat());
}

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(`${service} `) && ![CACHE, PAGE].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
}
