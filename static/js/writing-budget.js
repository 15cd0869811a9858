// Lines of the budget come, go and change places at once, and their sum is shown while they are
// typed. Without this script the same buttons ask the server.
(() => {
  "use strict";
  const form = document.getElementById("campaign_form");
  const list = form.querySelector("[data-lines]");
  const blank = form.querySelector("[data-empty-line]");
  const goal = form.querySelector("[data-goal]");
  const count = form.elements["budget_lines-TOTAL_FORMS"];
  const addButton = form.querySelector('[name="_line"][value="add"]');
  const AMOUNT = /^(\d{1,3}(?: \d{3})+|\d{1,12})(?:[.,](\d{1,2}))?$/;

  const lines = () => [...list.querySelectorAll(":scope > [data-line]")];
  const amountOf = (line) => line.querySelector('[name$="-amount"]');

  // As campaigns.money.parse_amount reads it; null for what it would refuse.
  function cents(typed) {
    const plain = typed.replace(/[\u00a0\u202f\u2009]/g, " ").trim();
    const found = AMOUNT.exec(plain.replace(/^€|€$/g, "").trim());
    if (!found || /^[\d ]+[.,]\d{3}$/.test(plain)) return null;
    return Number(found[1].replaceAll(" ", "")) * 100 + Number((found[2] ?? "0").padEnd(2, "0"));
  }

  function money(sum) {
    const [before, , after] = goal.dataset.money.split(/(\d(?:[\d\u202f]*\d)?)/);
    const euros = String(Math.floor(sum / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    const rest = sum % 100 ? (after ? "," : ".") + String(sum % 100).padStart(2, "0") : "";
    return before + euros + rest + after;
  }

  function add() {
    const typed = lines().map((line) => amountOf(line).value.trim());
    const unread = typed.some((text) => text && cents(text) === null);
    const sum = typed.reduce((all, text) => all + (cents(text) ?? 0), 0);
    goal.textContent = sum ? money(sum) : goal.dataset.none;
    const note = form.querySelector("[data-goal-note]");
    note.textContent = unread ? note.dataset.unread : "";
  }

  // Names, ids and what refers to them carry the number of the line.
  function number() {
    lines().forEach((line, index) => {
      for (const element of line.querySelectorAll("*")) {
        for (const name of ["id", "name", "for", "aria-describedby"]) {
          const value = element.getAttribute(name);
          if (value) {
            element.setAttribute(
              name,
              value.replace(/budget_lines-(?:\d+|__prefix__)-/g, `budget_lines-${index}-`),
            );
          }
        }
        if (element.name === "_line") {
          element.value = element.value.replace(/-.*/, `-${index}`);
        }
        if ("number" in element.dataset) element.textContent = index + 1;
      }
    });
    count.value = lines().length;
    addButton.disabled = lines().length >= Number(list.dataset.most);
  }

  function act(button) {
    const verb = button.value.split("-")[0];
    const line = button.closest("[data-line]");
    let focus = button;
    if (verb === "add") {
      list.append(blank.content.cloneNode(true));
      focus = lines().at(-1).querySelector('[data-language] input:not([type="hidden"])');
    } else if (verb === "up") {
      line.previousElementSibling?.before(line);
    } else if (verb === "down") {
      line.nextElementSibling?.after(line);
    } else {
      focus = (line.nextElementSibling ?? line.previousElementSibling)?.querySelector("button");
      line.remove();
    }
    number();
    add();
    const shown = [...(focus?.closest("[data-line]")?.querySelectorAll("input, button") ?? [])];
    const target = focus?.offsetParent ? focus : shown.find((one) => one.offsetParent);
    (target ?? addButton).focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="_line"]');
    if (!button) return;
    event.preventDefault();
    act(button);
  });
  list.addEventListener("input", add);
  number();
  add();
})();
