/* A table that is wider than its box says so above it, fades at the side that is cut, and is scrolled by keyboard too.
   Without it the table still scrolls. */
(function () {
  "use strict";

  function update(box) {
    const room = box.scrollWidth - box.clientWidth, at = Math.abs(box.scrollLeft);
    box.classList.toggle("goes-on", room > 1 && at < room - 1);
    const note = box.previousElementSibling;
    if (note && note.classList.contains("goes-on-note")) note.hidden = room <= 1;
  }

  function watch(box, words) {
    const note = document.createElement("p");
    note.className = "help goes-on-note";
    note.textContent = words;
    box.before(note);
    if (!box.hasAttribute("tabindex")) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", document.querySelector("h1") ? document.querySelector("h1").textContent : words);
    }
    box.addEventListener("scroll", function () { update(box); }, { passive: true });
    new ResizeObserver(function () { update(box); }).observe(box);
    update(box);
  }

  document.addEventListener("DOMContentLoaded", function () {
    const words = document.querySelector("meta[name=goes-on]").content;
    document.querySelectorAll(".results").forEach(function (box) { watch(box, words); });
  });
})();
