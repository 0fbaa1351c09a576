/** Who is signed in here, as the services see it; the token in the cookie is renewed when it is over. */

const ANSWER_WITHIN_MS = 20_000;

export class Session {
  /** `actor` and `csrf` as the page was given them, perhaps days ago; `renew` is where the portal gives them anew. */
  constructor(actor, csrf, renew) {
    Object.assign(this, { actor, csrf, renew });
  }

  /**
   * Have a fresh token, and hear whom it names: true when somebody is signed in, who need not be the same person. False
   * where a password is needed; rejects when nobody answers.
   */
  async refresh() {
    const request = { method: "POST", headers: { Accept: "application/json" } };
    const response = await fetch(this.renew, { ...request, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.status === 401) return false;
    if (!response.ok) throw new Error(`${response.status}`);
    const { actor, csrf } = await response.json();
    Object.assign(this, { actor, csrf });
    return true;
  }
}
