/* Letters press the buttons of a match while the focus is in its form and not in a box of text. Without it the buttons
   and the arrow keys, which choose one of several by themselves, do the same. */
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", function () {
    const form = document.querySelector("[data-match]");
    if (!form) return;
    form.addEventListener("keydown", function (event) {
      const typing = event.target.matches("input[type=text], textarea, select");
      if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (event.key === "u") {
        const undo = document.querySelector(".match-way form");
        if (undo) { event.preventDefault(); undo.requestSubmit(); }
        return;
      }
      const button = form.querySelector('[aria-keyshortcuts="' + CSS.escape(event.key) + '"]');
      if (button) { event.preventDefault(); form.requestSubmit(button); }
    });
    form.addEventListener("submit", function () {
      // A second press while the answer is awaited judges nothing else.
      form.addEventListener("submit", function (event) { event.preventDefault(); });
    }, { once: true });
  });
})();
