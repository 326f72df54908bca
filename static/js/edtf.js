/* The echo beside a typed date: asks the server how it is understood, a moment after the last key.
   A date beside a kind that nobody chose is the actual start or end: the kind then says so. */
(function () {
  "use strict";
  const waiting = new WeakMap();

  function kindOf(input) { return document.getElementById(input.id + "_kind"); }

  function takeAsActual(input) {
    const kind = kindOf(input);
    if (!kind || kind.dataset.was !== "unknown") return;
    if (input.value.trim() && kind.value === "unknown") {
      kind.value = "actual";
      kind.dataset.taken = "yes";
    } else if (!input.value.trim() && kind.dataset.taken) {
      kind.value = "unknown";
      delete kind.dataset.taken;
    }
  }

  function taken(input) {
    const kind = kindOf(input);
    return kind && kind.dataset.taken ? " (" + kind.selectedOptions[0].textContent + ")" : "";
  }

  // Dates that a refused text may mean. Those that the page came with send the form where there is no script.
  function offer(input, offers) {
    const place = input.parentElement.querySelector(".edtf-forms");
    place.replaceChildren(...offers.map(function (offered) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.dataset.form = offered.form;
      button.textContent = offered.words;
      return button;
    }));
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest(".edtf-forms button");
    if (!button) return;
    event.preventDefault();
    const input = button.closest(".edtf-box").querySelector("input, textarea");
    input.value = button.dataset.form;
    if (!input.dataset.echo) button.parentElement.replaceChildren();
    input.focus();
    ["input", "change"].forEach(function (name) { input.dispatchEvent(new Event(name, { bubbles: true })); });
  });

  async function echo(input) {
    const output = input.parentElement.querySelector(".edtf-echo");
    const text = input.value.trim();
    if (!output) return;
    if (!text) { output.textContent = ""; output.classList.remove("is-error"); offer(input, []); return; }
    const answer = await fetch(input.dataset.echo + "?text=" + encodeURIComponent(text), {
      headers: { Accept: "application/json" }, credentials: "same-origin",
    });
    if (!answer.ok || input.value.trim() !== text) return;
    const words = await answer.json();
    output.classList.toggle("is-error", Boolean(words.error));
    output.textContent = words.error || output.dataset.label + words.understood + taken(input);
    offer(input, words.offers || []);
  }

  document.addEventListener("input", function (event) {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.echo) return;
    takeAsActual(input);
    clearTimeout(waiting.get(input));
    waiting.set(input, setTimeout(function () { echo(input).catch(function () {}); }, 300));
  });

  document.addEventListener("change", function (event) {
    if (event.target instanceof HTMLSelectElement) delete event.target.dataset.taken;
  });
})();
