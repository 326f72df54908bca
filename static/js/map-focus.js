/* Pointing at a mark of a map, or at a line, or coming to it by keyboard, fades what is not tied to it.
   Without it the map says the same. */
(function () {
  "use strict";

  const ends = function (part) { return part.dataset.ends.split(" "); };

  function focus(map, part) {
    const own = part.dataset.mark ? [part.dataset.mark] : ends(part), tied = new Set(own);
    map.querySelectorAll("[data-ends]").forEach(function (line) {
      const touches = part.dataset.mark ? ends(line).includes(own[0]) : line.dataset.ends === part.dataset.ends;
      line.classList.toggle("tied", touches);
      if (touches) ends(line).forEach(function (mark) { tied.add(mark); });
    });
    map.querySelectorAll("[data-mark]").forEach(function (mark) {
      mark.classList.toggle("tied", tied.has(mark.dataset.mark));
    });
    map.classList.add("focused");
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".vmap").forEach(function (map) {
      ["pointerover", "focusin"].forEach(function (name) {
        map.addEventListener(name, function (event) {
          const part = event.target.closest("[data-mark], [data-ends]");
          if (part) focus(map, part); else map.classList.remove("focused");
        });
      });
      ["pointerleave", "focusout"].forEach(function (name) {
        map.addEventListener(name, function () { map.classList.remove("focused"); });
      });
    });
  });
})();
