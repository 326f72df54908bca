/* A row that is added is marked as the record of the screen, and never lower than its kind begins. */
(function () {
  "use strict";

  document.addEventListener("formset:added", function (event) {
    const record = document.getElementById("id_level");
    const row = event.target.querySelector("select[data-at-least]");
    if (!record || !row || record.value === "") return;
    const level = String(Math.max(Number(record.value), Number(row.dataset.atLeast)));
    if ([...row.options].some(function (option) { return option.value === level; })) row.value = level;
  });
})();
