/** What was scanned and is not settled yet, on this device's disk: it outlives the page, the battery, the network. */

const STORES = ["scans", "refused", "stack"];

export class Journal {
  /** `service` names the journal: two services of one origin do not mix. Raises what IndexedDB raises. */
  static async open(service) {
    const opening = indexedDB.open(`station-${service}`, 1);
    opening.onupgradeneeded = () => {
      for (const name of STORES) {
        const store = opening.result.createObjectStore(name, { keyPath: "seq", autoIncrement: true });
        store.createIndex("id", "id", { unique: true });
        // Entries of one person, in the order in which they were kept: a clock set back changes nothing.
        store.createIndex("actor", "actor");
      }
    };
    const database = await done(opening);
    // A browser short of room drops what was not asked to stay.
    navigator.storage?.persist?.().catch(() => {});
    return new Journal(database);
  }

  constructor(database) {
    this.database = database;
  }

  /** Keep these scans of `actor`; when it resolves they are on the disk. Rejects, and keeps none, on a full disk. */
  keep(actor, scans) {
    return this.#change(["scans"], ([store]) => {
      for (const scan of scans) store.add({ id: scan.id, actor, tried: false, scan });
    });
  }

  /** The oldest scans of `actor`, marked as tried: from here on a service may know them. */
  take(actor, most) {
    return this.#change(["scans"], async ([store]) => {
      const entries = await done(store.index("actor").getAll(actor, most));
      for (const entry of entries.filter((one) => !one.tried)) store.put({ ...entry, tried: true });
      return entries.map((entry) => entry.scan);
    });
  }

  /** Drop a scan that was never sent: true if it was there and no service can know it. */
  withdraw(id) {
    return this.#change(["scans"], async ([store]) => {
      const entry = await done(store.index("id").get(id));
      if (!entry || entry.tried) return false;
      store.delete(entry.seq);
      return true;
    });
  }

  /** Settle what these results answer: the refused are kept apart until a person settles them, the others go. */
  answer(results) {
    return this.#change(["scans", "refused"], async ([scans, refused]) => {
      for (const result of results) {
        const entry = await done(scans.index("id").get(result.id));
        if (!entry) continue;
        scans.delete(entry.seq);
        if (result.outcome === "refused") refused.put({ ...entry, result });
      }
    });
  }

  /** The refused scans of whoever scanned on this device, oldest first: {id, actor, scan, result}. */
  async refused() {
    return done(this.database.transaction("refused").objectStore("refused").getAll());
  }

  settle(id) {
    return this.#change(["refused"], async ([store]) => {
      const entry = await done(store.index("id").get(id));
      if (entry) store.delete(entry.seq);
    });
  }

  /** How many scans wait: of `actor`, and of others who scanned on this device. */
  async waiting(actor) {
    const store = this.database.transaction("scans").objectStore("scans");
    const [all, mine] = await Promise.all([done(store.count()), done(store.index("actor").count(actor))]);
    return { mine, others: all - mine };
  }

  /** The scan that `actor` kept last and that still waits, or undefined. */
  async last(actor) {
    const index = this.database.transaction("scans").objectStore("scans").index("actor");
    return (await done(index.openCursor(actor, "prev")))?.value.scan;
  }

  /** What lies in the stack of `actor`: {id, codes}, oldest first. */
  async stack(actor) {
    return done(this.database.transaction("stack").objectStore("stack").index("actor").getAll(actor));
  }

  push(actor, id, codes) {
    return this.#change(["stack"], ([store]) => void store.add({ id, actor, codes }));
  }

  pull(id) {
    return this.#change(["stack"], async ([store]) => {
      const entry = await done(store.index("id").get(id));
      if (entry) store.delete(entry.seq);
    });
  }

  /** Turn the whole stack of `actor` into scans, or nothing of it: `make` gives the scan of an entry's codes. */
  commit(actor, make) {
    return this.#change(["stack", "scans"], async ([stack, scans]) => {
      const entries = await done(stack.index("actor").getAll(actor));
      const made = entries.map((entry) => make(entry.codes));
      for (const scan of made) scans.add({ id: scan.id, actor, tried: false, scan });
      for (const entry of entries) stack.delete(entry.seq);
      return made;
    });
  }

  /** One transaction over these stores; resolves once it is on the disk, not merely handed to the system. */
  async #change(names, work) {
    const transaction = this.database.transaction(names, "readwrite", { durability: "strict" });
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new DOMException("the transaction was given up"));
    });
    const [result] = await Promise.all([work(names.map((name) => transaction.objectStore(name))), ended]);
    return result;
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
