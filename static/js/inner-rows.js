/* Rows within a row of a screen, such as the functions of a mandate: added and taken off without leaving it.
   Without it the page offers empty ones where its address asks for rows. */
(function () {
  "use strict";

  function total(inner) { return inner.querySelector("input[name$='-TOTAL_FORMS']"); }
  function rows(inner) { return [...inner.querySelectorAll(":scope > .inner-row")]; }

  // The name of a box of the copy begins with that of the row it now stands in.
  function rename(copy, from, to) {
    copy.querySelectorAll("*").forEach(function (element) {
      ["id", "name", "for", "aria-describedby", "aria-labelledby"].forEach(function (attribute) {
        const text = element.getAttribute(attribute);
        if (text) element.setAttribute(attribute, text.split(from).join(to));
      });
    });
  }

  function add(inner) {
    const template = inner.closest(".inline-group").querySelector("template[data-inner='" + inner.dataset.inner + "']");
    const count = total(inner), prefix = count.name.replace(/-TOTAL_FORMS$/, "");
    const copy = template.content.firstElementChild.cloneNode(true);
    rename(copy, template.dataset.prefix + "-__prefix__", prefix + "-" + count.value);
    count.value = Number(count.value) + 1;
    inner.insertBefore(copy, inner.querySelector(":scope > .add-inner"));
    number(inner);
    copy.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: prefix } }));
    const first = copy.querySelector(".select2-selection, select:not([hidden]), input:not([type=hidden], [type=checkbox])");
    if (first) first.focus();
  }

  function number(inner) {
    rows(inner).filter(function (row) { return !row.hidden; }).forEach(function (row, place) {
      row.querySelector(".number").textContent = place + 1;
    });
  }

  function prepare(root) {
    root.querySelectorAll(".inner").forEach(function (inner) {
      if (inner.closest(".empty-form") || inner.querySelector(":scope > .add-inner")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button add-inner";
      button.textContent = inner.dataset.add;
      inner.append(button);
    });
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest ? event.target.closest(".add-inner") : null;
    if (button) add(button.parentElement);
  });
  // A row that is taken off is not shown any more, and is sent as one that is to be left out.
  document.addEventListener("change", function (event) {
    const box = event.target;
    const row = box.matches(".inner-row h4 input[type=checkbox]") ? box.closest(".inner-row") : null;
    if (!row || !box.checked) return;
    const inner = row.closest(".inner");
    row.hidden = true;
    number(inner);
    inner.querySelector(":scope > .add-inner").focus();
  });
  document.addEventListener("formset:added", function (event) { prepare(event.target); });
  document.addEventListener("DOMContentLoaded", function () { prepare(document); });
})();
