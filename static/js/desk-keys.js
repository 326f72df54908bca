/* Keys of the desk, each with Ctrl or Alt: none is a letter alone, so that nothing is pressed by speech or by mistake.
   The page “Keys” lists them. Without it every one of them is a button or a link. */
(function () {
  "use strict";

  function save() {
    const button = document.querySelector(".save-bar input[name=_save], .save-bar input[type=submit], .submit-row .default");
    if (!button || !button.form) return false;
    button.form.requestSubmit(button);
    return true;
  }

  // In the section in which one types; within a row of it, where that holds rows of its own.
  function addRow() {
    const here = document.activeElement;
    const inner = here.closest(".inner"), group = here.closest(".inline-group");
    const add = (inner && inner.querySelector(":scope > .add-inner")) || (group && group.querySelector(".add-row a"));
    if (!add) return false;
    add.click();
    if (!inner) {
      const rows = [...group.querySelectorAll(".inline-related:not(.empty-form, .tabular), tr.form-row:not(.empty-form)")];
      const first = rows.length && rows[rows.length - 1].querySelector(".select2-selection, select, input:not([type=hidden]), textarea");
      if (first) first.focus();
    }
    return true;
  }

  function follow(relation) {
    const link = document.querySelector("a[rel=" + relation + "]");
    if (link) link.click();
    return Boolean(link);
  }

  function search() {
    const box = document.getElementById("find-any");
    if (box) { box.focus(); box.select(); }
    return Boolean(box);
  }

  const withAlt = {
    KeyA: addRow,
    KeyF: search,
    KeyN: function () { return follow("next"); },
    KeyP: function () { return follow("prev"); },
  };

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.repeat) return;
    const isSave = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const isOther = event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey;
    const act = isSave ? save : isOther ? withAlt[event.code] : null;
    if (act && act()) { event.preventDefault(); event.stopPropagation(); }
  }, true);
})();
