/* Offers the fields of the record that a row is about. Without it one types a field's name; a wrong one is answered with the list. */
(function () {
  "use strict";

  async function offer(input) {
    const field = document.getElementById(input.id.replace(/record$/, "field"));
    if (!field || !field.dataset.fields) return;
    const address = field.dataset.fields + "?record=" + encodeURIComponent(input.value.trim());
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) return;
    const list = document.getElementById(field.id + "-names") || document.createElement("datalist");
    list.id = field.id + "-names";
    list.replaceChildren(...(await answer.json()).fields.map(function (name) {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }));
    field.after(list);
    field.setAttribute("list", list.id);
  }

  function wanted(element) { return element instanceof HTMLInputElement && /^id_rows-\d+-record$/.test(element.id); }

  document.addEventListener("change", function (event) {
    if (wanted(event.target)) offer(event.target).catch(function () {});
  });
  window.addEventListener("load", function () {
    document.querySelectorAll("input[data-find]").forEach(function (input) {
      if (wanted(input) && input.value) offer(input).catch(function () {});
    });
  });
})();
