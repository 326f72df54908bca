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

  async function find(input) {
    const text = input.value.trim();
    if (text.length < 2) { place(input).replaceChildren(); return; }
    const answer = await fetch(input.dataset.find + "?term=" + encodeURIComponent(text), {
      headers: { Accept: "application/json" }, credentials: "same-origin",
    });
    if (answer.ok && input.value.trim() === text) offer(input, await answer.json());
  }

  function isBox(element) { return element instanceof HTMLInputElement && Boolean(element.dataset.find); }

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
