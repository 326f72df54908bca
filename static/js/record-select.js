/* Names the search box of a chosen record after its label: the stock widget leaves it without one. */
(function () {
  "use strict";

  function name(root) {
    root.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      const label = select.labels[0];
      const box = select.parentElement.querySelector(".select2-selection");
      if (!label || !box || box.dataset.named) return;
      label.id = select.id + "-label";
      box.setAttribute("aria-labelledby", label.id + " " + box.getAttribute("aria-labelledby"));
      box.querySelector(".select2-selection__rendered").setAttribute("aria-labelledby", label.id);
      box.dataset.named = "yes";
    });
  }

  // After the stock script has made the boxes, whichever of the two was loaded first.
  window.addEventListener("load", function () { setTimeout(name, 0, document); });
  document.addEventListener("formset:added", function (event) { setTimeout(name, 0, event.target); });
})();
