/** A form with a file: how much of it is sent shows while it is, `[data-sends]`. What is answered then is opened as the
 *  browser itself would; without this script it does. */

const NEXT_MS = 1_000;

class Sending {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-sending]");
    this.bar = this.place.querySelector("progress");
    this.told = this.place.querySelector("[data-sent]");
    form.addEventListener("submit", (event) => this.#send(event));
  }

  #send(event) {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => this.#show(loaded, total));
    request.addEventListener("load", () => this.#open(request));
    // Nobody knows whether it arrived: the browser sends it once more, and its key makes that harmless.
    request.addEventListener("error", () => this.form.submit());
    request.open("POST", this.form.action);
    request.send(new FormData(this.form));
    this.place.hidden = false;
    for (const button of this.form.querySelectorAll("button")) button.disabled = true;
  }

  #show(sent, whole) {
    this.bar.max = whole || 1;
    this.bar.value = sent;
    const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
    if (sent === whole) this.told.textContent = this.told.dataset.sent;
    // Read aloud once a second, not at each packet.
    else if (performance.now() - (this.saidAt ?? 0) > NEXT_MS) {
      this.saidAt = performance.now();
      this.told.textContent = share.format(sent / whole);
    }
  }

  /** Where it led to; of a page that refuses, its main part in place of this one, for it has this form too. */
  #open({ status, responseURL, responseText }) {
    const page = new DOMParser().parseFromString(responseText, "text/html");
    const [now, then] = [document.getElementById("main"), page.getElementById("main")];
    if (status < 300) window.location.assign(responseURL);
    else if (then === null) this.form.submit();
    else {
      document.title = page.title;
      now.replaceWith(then);
      (then.querySelector("[autofocus]") ?? then).focus();
      begin();
    }
  }
}

function begin() {
  for (const form of document.querySelectorAll("form[data-sends]")) new Sending(form);
}

begin();
