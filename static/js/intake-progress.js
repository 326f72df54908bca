/* While files are checked or brought in, the page says how far it is, and is loaded anew when that ended. Without it the
   link “Look again” does the same. */
(function () {
  "use strict";

  const EVERY = 2000;

  document.addEventListener("DOMContentLoaded", function () {
    const box = document.querySelector("[data-progress]");
    if (!box) return;
    const words = box.querySelector("[role=status]"), bar = box.querySelector("progress");
    async function look() {
      try {
        const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        const said = await answer.json();
        if (said.state !== box.dataset.state) { window.location.reload(); return; }
        if (words.textContent !== said.words) words.textContent = said.words;
        bar.max = said.in_all || 1;
        bar.value = said.done;
      } catch {
        // The network is away: the next look may find it.
      }
      window.setTimeout(look, EVERY);
    }
    window.setTimeout(look, EVERY);
  });
})();
