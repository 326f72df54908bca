/* Names the search box of a chosen record after its label: the stock widget leaves it without one. A box for what
   stands within another record, such as a side in its process, searches among those of the one that is chosen. */
(function () {
  "use strict";

  function name(select) {
    const label = select.labels[0];
    const box = select.parentElement.querySelector(".select2-selection");
    if (!label || !box || box.dataset.named) return;
    label.id = select.id + "-label";
    box.setAttribute("aria-labelledby", label.id + " " + box.getAttribute("aria-labelledby"));
    box.querySelector(".select2-selection__rendered").setAttribute("aria-labelledby", label.id);
    box.dataset.named = "yes";
  }

  function whole(select) {
    const beside = select.name.replace(new RegExp(select.dataset.fieldName + "$"), select.dataset.within);
    const field = select.form.elements[beside];
    return field ? field.value : "";
  }

  function narrow(select) {
    django.jQuery(select).select2({ ajax: { data: function (params) {
      return {
        term: params.term, page: params.page, app_label: select.dataset.appLabel,
        model_name: select.dataset.modelName, field_name: select.dataset.fieldName, within: whole(select),
      };
    } } });
  }

  function prepare(root) {
    root.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      if (/__prefix__/.test(select.name)) return;
      if (select.dataset.within) narrow(select);
      name(select);
    });
  }

  // After the stock script has made the boxes, whichever of the two was loaded first.
  window.addEventListener("load", function () { setTimeout(prepare, 0, document); });
  document.addEventListener("formset:added", function (event) { setTimeout(prepare, 0, event.target); });
})();
