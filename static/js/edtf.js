/* The echo beside a typed date: asks the server how it is understood, a moment after the last key. */
(function () {
  "use strict";
  const waiting = new WeakMap();

  async function echo(input) {
    const output = input.parentElement.querySelector(".edtf-echo");
    const text = input.value.trim();
    if (!output) return;
    if (!text) { output.textContent = ""; output.classList.remove("is-error"); return; }
    const answer = await fetch(input.dataset.echo + "?text=" + encodeURIComponent(text), {
      headers: { Accept: "application/json" }, credentials: "same-origin",
    });
    if (!answer.ok || input.value.trim() !== text) return;
    const words = await answer.json();
    output.classList.toggle("is-error", Boolean(words.error));
    output.textContent = words.error || output.dataset.label + words.understood;
  }

  document.addEventListener("input", function (event) {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.echo) return;
    clearTimeout(waiting.get(input));
    waiting.set(input, setTimeout(function () { echo(input).catch(function () {}); }, 300));
  });
})();
