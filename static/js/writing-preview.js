// The story as readers will see it, beside the box in which it is typed. The server makes the
// HTML, with the same few tags as on the public page.
(() => {
  "use strict";
  const PAUSE_MS = 400;
  const form = document.getElementById("campaign_form");

  async function draw(box, preview, turn) {
    const body = new URLSearchParams({
      text: box.value,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    });
    const answer = await fetch(form.dataset.story, { method: "POST", body, redirect: "manual" });
    // A slow answer must not cover a newer one.
    if (!answer.ok || turn !== preview.turn) return;
    preview.innerHTML = (await answer.json()).html;
  }

  for (const preview of form.querySelectorAll("[data-preview-of]")) {
    const box = document.getElementById(preview.dataset.previewOf);
    let timer;
    preview.turn = 0;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      const turn = ++preview.turn;
      timer = setTimeout(() => draw(box, preview, turn).catch(() => {}), PAUSE_MS);
    });
  }
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;

  // A way to a text in a language that is not shown shows it first.
  document.addEventListener("click", (event) => {
    const code = event.target.closest("[data-needs]")?.dataset.needs;
    if (code) form.querySelector(`[data-shows="${code}"]`).checked = true;
  });
})();
