// Saves the draft a moment after typing stops, and on leaving. What is on the page stays on the
// page whatever the answer is: nothing is kept in the browser, where somebody else could find it.
(() => {
  "use strict";
  const PAUSE_MS = 2500;
  const AGAIN_MS = 15000;
  // Browsers send no more than 64 kB once a page is gone.
  const LAST_WORDS = 60000;
  const form = document.getElementById("campaign_form");
  const status = form.querySelector("[data-status]");
  const showBoth = form.querySelector("[data-show-both]");
  const picture = form.querySelector("[data-picture]");
  const ready = form.querySelector("[data-ready]");
  const found = form.querySelector("[data-found]");
  // Sent on purpose only: they cannot be read again, or undone.
  const ON_PURPOSE = ["protected_words", "protected_forgotten", "picture_removed"];

  let timer;
  let running = null;
  let failed = false;
  let unsaved = false;
  let leaving = false;
  let address = form.action || location.href;

  // What would be saved, as one text, to see whether it has changed.
  function written() {
    const data = new FormData(form);
    for (const name of [...ON_PURPOSE, "csrfmiddlewaretoken", "base", "shown"]) data.delete(name);
    return JSON.stringify([...data].map(([name, value]) => [name, value.name ?? value]));
  }
  let saved = written();

  function say(text, tone = "") {
    if (status.textContent !== text) status.textContent = text;
    status.dataset.tone = tone;
  }

  function signedOut() {
    failed = true;
    say(status.dataset.signedOut, "bad");
    const link = document.createElement("a");
    Object.assign(link, { href: status.dataset.login, target: "_blank" });
    link.textContent = status.dataset.loginText;
    status.append(" ", link);
  }

  function ask(options = {}) {
    const headers = { Accept: "application/json" };
    return fetch(address, { headers, redirect: "manual", ...options });
  }

  // The door answers with pages of its own: somebody has to prove again who they are.
  function isHeard(answer) {
    return answer.ok && answer.headers.get("Content-Type").startsWith("application/json");
  }

  // Whether somebody is signed in here; the token of the page is renewed on the way.
  async function isSignedIn() {
    const answer = await ask();
    if (!isHeard(answer)) return false;
    form.elements.csrfmiddlewaretoken.value = (await answer.json()).csrf;
    return true;
  }

  function body() {
    const data = new FormData(form);
    for (const name of ON_PURPOSE) data.delete(name);
    if (!data.get("picture_file")?.size) data.delete("picture_file");
    return data;
  }

  async function send(keepalive) {
    const data = body();
    const now = written();
    let answer = await ask({ method: "POST", body: data, keepalive });
    if (answer.status === 403 && (await isSignedIn())) {
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      answer = await ask({ method: "POST", body: data });
    }
    if (!isHeard(answer)) return signedOut();
    heard(await answer.json(), data.has("picture_file"));
    saved = now;
    failed = false;
  }

  function heard(answer, hadPicture) {
    if (!answer.status) return;
    form.elements.base.value = JSON.stringify(answer.base);
    if (address !== answer.url) {
      history.replaceState(null, "", answer.url);
      form.action = address = answer.url;
    }
    unsaved = answer.complaints.length > 0 || answer.disputed;
    showBoth.hidden = !answer.disputed;
    say(answer.status, answer.tone);
    stand(ready, answer.ready);
    stand(found, answer.found);
    if (hadPicture && answer.picture) {
      form.elements.picture_file.value = "";
      picture.querySelector("img").src = answer.picture;
      picture.hidden = false;
    }
  }

  // Not under the fingers of somebody who is about to press a button there.
  function stand(place, html) {
    if (!place.contains(document.activeElement)) place.innerHTML = html;
  }

  async function save({ keepalive = false } = {}) {
    clearTimeout(timer);
    await running;
    if (written() === saved && !failed) return;
    running = send(keepalive)
      .catch(() => {
        failed = true;
        say(status.dataset.lost, "bad");
      })
      .finally(() => {
        running = null;
        status.classList.remove("is-typing");
        if (failed) timer = setTimeout(save, AGAIN_MS);
      });
    await running;
  }

  function typed() {
    if (written() === saved) return;
    status.classList.add("is-typing");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  document.addEventListener("visibilitychange", () => {
    if (leaving) return;
    if (document.visibilityState === "hidden") {
      save({ keepalive: written().length * 2 < LAST_WORDS });
    } else if (failed) {
      save();
    }
  });
  window.addEventListener("beforeunload", (event) => {
    const onPurpose = ON_PURPOSE.some((name) => {
      const field = form.elements[name];
      return field && (field.type === "checkbox" ? field.checked : field.value);
    });
    if (!leaving && (onPurpose || unsaved || failed)) event.preventDefault();
  });

  // A button is pressed: not before the last save has come back, and not when it would lead to
  // the log-in and lose the page.
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    const button = event.submitter;
    clearTimeout(timer);
    await running;
    const isHere = await isSignedIn().catch(() => null);
    if (isHere === null) return say(status.dataset.lost, "bad");
    if (!isHere) return signedOut();
    leaving = true;
    form.requestSubmit(button);
  });
})();
