/* Finds a record of any kind while one types its name, and writes its id into the box. Without it one types the id. */
(function () {
  "use strict";
  const waiting = new WeakMap();
  const isId = /^[a-z]{3}-[0-9a-z]{13}$/i;

  function place(input) { return input.parentElement.querySelector(".record-found"); }

  function choose(input, record) {
    input.value = record.id;
    place(input).replaceChildren(record.text);
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function offer(input, answer) {
    if (isId.test(input.value.trim())) {
      place(input).replaceChildren(answer.results.length ? answer.results[0].text : answer.none);
      return;
    }
    const buttons = answer.results.map(function (record) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = record.text;
      button.addEventListener("click", function () { choose(input, record); });
      return button;
    });
    place(input).replaceChildren(...(buttons.length ? buttons : [answer.none]));
  }

  // Of a box that was left meanwhile only what is chosen is named.
  function isWanted(input) { return isId.test(input.value.trim()) || input.parentElement.contains(document.activeElement); }

  async function find(input) {
    const text = input.value.trim();
    if (text.length < 2) { place(input).replaceChildren(); return; }
    const answer = await fetch(input.dataset.find + "?kinds=" + (input.dataset.kinds || "") + "&term=" + encodeURIComponent(text), {
      headers: { Accept: "application/json" }, credentials: "same-origin",
    });
    if (answer.ok && input.value.trim() === text && isWanted(input)) offer(input, await answer.json());
  }

  function isBox(element) { return element instanceof HTMLInputElement && Boolean(element.dataset.find); }

  // By keyboard: the arrows go through what was found, Enter takes it, Escape closes; leaving the box closes too.
  function close(box) { box.querySelectorAll(".record-found button").forEach(function (button) { button.remove(); }); }

  document.addEventListener("keydown", function (event) {
    const box = event.target.closest && event.target.closest(".record-box");
    const buttons = box ? [...box.querySelectorAll(".record-found button")] : [];
    if (!buttons.length) return;
    const input = box.querySelector("input[data-find]"), at = buttons.indexOf(event.target);
    if (event.key === "Escape") { close(box); input.focus(); }
    else if (event.key === "ArrowDown") buttons[Math.min(at + 1, buttons.length - 1)].focus();
    else if (event.key === "ArrowUp") (at > 0 ? buttons[at - 1] : input).focus();
    else return;
    event.preventDefault();
  });

  document.addEventListener("focusout", function (event) {
    const box = event.target.closest && event.target.closest(".record-box");
    // A button that is pressed takes the focus in some browsers only: what is pressed is chosen first.
    if (box) setTimeout(function () { if (!box.contains(document.activeElement)) close(box); }, 200);
  });

  document.addEventListener("input", function (event) {
    if (!isBox(event.target)) return;
    clearTimeout(waiting.get(event.target));
    waiting.set(event.target, setTimeout(function () { find(event.target).catch(function () {}); }, 300));
  });

  // What is already chosen is named.
  window.addEventListener("load", function () {
    document.querySelectorAll("input[data-find]").forEach(function (input) {
      if (isId.test(input.value.trim())) find(input).catch(function () {});
    });
  });
})();
