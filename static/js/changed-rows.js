/* Sends only the rows in which something was changed, and not the empty row that is there to be copied.
   Without it every row that stands as boxes is sent; the server takes both alike. */
(function () {
  "use strict";

  function isChanged(input) {
    if (input instanceof HTMLSelectElement) {
      const options = [...input.options];
      const given = options.filter(function (option) { return option.defaultSelected; });
      // Where the page names none, the first stands.
      const first = given.length || input.multiple ? given : options.slice(0, 1);
      return options.some(function (option) { return option.selected !== first.includes(option); });
    }
    if (input.type === "checkbox" || input.type === "radio") return input.checked !== input.defaultChecked;
    return input.type !== "hidden" && input.value !== input.defaultValue;
  }

  function leftOut(row) {
    if (row.matches(".empty-form")) return true;
    if (!row.matches(".has_original") || row.matches(".is-sent")) return false;
    return ![...row.querySelectorAll("input, select, textarea")].some(isChanged);
  }

  function inputsLeftOut(form) {
    const rows = [...form.querySelectorAll(".inline-group .empty-form, .inline-group .has_original")].filter(leftOut);
    return rows.flatMap(function (row) { return [...row.querySelectorAll("input, select, textarea")]; })
      .filter(function (input) { return !input.disabled; });
  }

  // After all others that listen, who may still stop the sending.
  window.addEventListener("submit", function (event) {
    if (event.defaultPrevented || !event.target.querySelector(".inline-group")) return;
    inputsLeftOut(event.target).forEach(function (input) {
      input.disabled = true;
      input.dataset.leftOut = "yes";
    });
  });

  // Who comes back to the page by the browser's button finds every box open.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-left-out]").forEach(function (input) {
      input.disabled = false;
      delete input.dataset.leftOut;
    });
  });
})();
