/* The form of a record: Enter does not save from a box in its middle, what is wanted is asked before it is sent,
   and who leaves with something unsaved is warned. Without it the server asks, and Enter does nothing. */
(function () {
  "use strict";
  let changed = false, leaving = false;

  function formOf(element) { return element && element.closest ? element.closest("form[id$='_form']") : null; }
  function bar() { return document.querySelector(".save-bar"); }
  // Every form whose text is kept as a draft warns who leaves it.
  function isKept() { return Boolean(document.getElementById("draft")); }

  function enterSaves(input) { return input.id === "id_reason"; }

  document.addEventListener("keydown", function (event) {
    const input = event.target;
    if (event.key !== "Enter" || event.isComposing || !(input instanceof HTMLInputElement)) return;
    if (!bar() || !formOf(input) || ["submit", "button"].includes(input.type)) return;
    event.preventDefault();
    if (enterSaves(input)) formOf(input).requestSubmit(bar().querySelector("input[type=submit]"));
  });

  function value(form, name) { const field = form.elements[name]; return field ? field.value.trim() : ""; }

  function isChanged(field) {
    if (field instanceof HTMLSelectElement) {
      return [...field.options].some(function (option) { return option.selected && !option.defaultSelected && option.value; });
    }
    return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  }

  function sourceIsWanted(form) {
    const from = document.querySelector("details.from");
    if (!from || !from.dataset.sourced || value(form, "from_source") || value(form, "from_source-typed")) return false;
    return from.dataset.sourced.split(" ").some(function (name) {
      const field = form.elements[name];
      return field instanceof HTMLElement && isChanged(field);
    });
  }

  function ask(form, what) {
    const wanted = document.querySelector(".save-bar .wanted");
    wanted.textContent = wanted.dataset[what];
    if (what === "source") document.querySelector("details.from").open = true;
    const field = form.elements[what === "source" ? "from_source" : "reason"];
    (field.parentElement.querySelector(".select2-selection") || field).focus();
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!formOf(form) || !isKept()) return;
    const wanted = !bar() || !form.elements.reason ? "" : !value(form, "reason") ? "reason" : sourceIsWanted(form) ? "source" : "";
    if (wanted) { event.preventDefault(); ask(form, wanted); return; }
    leaving = true;
  });

  function note(event) {
    if (formOf(event.target) && isKept()) changed = true;
    const from = event.target.closest ? event.target.closest("details.from") : null;
    if (from) say(from);
  }
  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("formset:added", note);
  // The boxes of records tell it only to those who listen by the library that makes them.
  window.addEventListener("load", function () {
    if (window.django && django.jQuery) django.jQuery(document).on("select2:select select2:clear", note);
    changed = Boolean(document.querySelector("#draft[data-came-back]"));
  });

  function say(from) {
    const chosen = from.querySelector("select[name=from_source]"), words = from.querySelector("summary bdi");
    const label = chosen.selectedOptions.length && chosen.value ? chosen.selectedOptions[0].textContent : "";
    const place = from.querySelector("[name=from_locator]").value.trim();
    words.textContent = label ? [label, place].filter(Boolean).join(", ") : words.dataset.none;
  }

  // A link to a section of the screen leads to what stands in it, not to its closed heading.
  function openNamed() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const section = target && target.querySelector(":scope > details.section");
    if (section) section.open = true;
  }
  window.addEventListener("hashchange", openNamed);
  document.addEventListener("click", function (event) {
    // Also the second time, when the address stays the same.
    const link = event.target.closest ? event.target.closest("a[href^='#']") : null;
    if (link && link.hash === location.hash) openNamed();
  });
  document.addEventListener("DOMContentLoaded", openNamed);

  window.addEventListener("beforeunload", function (event) { if (changed && !leaving) event.preventDefault(); });
  window.addEventListener("pageshow", function () { leaving = false; });
})();
