/** What the page asks beside sending scans: a photo read, the number expected, a place without a network. */

const ANSWER_WITHIN_MS = 30_000;

export class Service {
  constructor(session, urls) {
    Object.assign(this, { session, urls });
  }

  /** The codes of a photo, read where there is more time for it. Rejects when nobody answers or it is refused. */
  async read(file) {
    const body = new FormData();
    body.append("picture", file);
    return (await this.#ask(this.urls.read, { method: "POST", body })).codes;
  }

  /** How many are expected of what the mode is at, and how many were done: {expected, done}; null: nobody can say. */
  async expected(mode, context) {
    const asked = new URLSearchParams({ ...context, action: mode.action });
    return this.#ask(`${this.urls.expected}?${asked}`).catch(() => null);
  }

  /** What a context may be chosen from: [{value, title}]; null: nobody can say. */
  async choices(name) {
    const answer = await this.#ask(`${this.urls.choices}?${new URLSearchParams({ name })}`).catch(() => null);
    return answer && answer.choices;
  }

  /** Have the browser keep the page and its files; where it cannot, the page works, but not without a network. */
  async keepPage(home) {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register(this.urls.worker, { scope: home });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage("keep the rest");
  }

  async #ask(url, request = {}, renewed = false) {
    const headers = { Accept: "application/json", "X-CSRF-Token": this.session.csrf };
    const response = await fetch(url, { ...request, headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.status === 401 && !renewed && (await this.session.refresh())) return this.#ask(url, request, true);
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  }
}
