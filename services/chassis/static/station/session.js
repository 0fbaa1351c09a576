/** Who is signed in here, as the services see it; what a session gives is renewed when the token in its cookie is over. */

const RENEW_WITHIN_MS = 20_000;

export class Session {
  /** `actor` and `csrf` as the page was given them, perhaps days ago; `page` is where the person works. */
  constructor({ actor, csrf, page, renew }) {
    Object.assign(this, { actor, csrf, page, renew });
  }

  /**
   * Ask the portal for a fresh token, and the page for whom it is: true when somebody is signed in, who need not be the
   * same person. False where a password is needed; rejects when nobody answers.
   */
  async refresh() {
    const asked = `${this.renew}?next=${encodeURIComponent(this.page)}`;
    const response = await fetch(asked, { cache: "no-store", signal: AbortSignal.timeout(RENEW_WITHIN_MS) });
    if (!response.ok) throw new Error(`${response.status}`);
    const there = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("station");
    if (!there) return false;
    const { actor, csrf } = JSON.parse(there.textContent);
    Object.assign(this, { actor, csrf });
    return true;
  }
}
