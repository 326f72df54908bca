/* A row that is added stands after the others: it is given the next number. Without it an empty number means the same. */
(function () {
  "use strict";

  document.addEventListener("formset:added", function (event) {
    const place = event.target.querySelector("input[data-place]");
    const group = event.target.closest(".inline-group");
    if (!place || !group || place.value) return;
    const others = [...group.querySelectorAll("input[data-place]:not([name*='__prefix__'])")];
    place.value = 1 + Math.max(Number(group.dataset.stored) || 0, ...others.map(function (other) { return Number(other.value) || 0; }));
  });
})();
