/* A section that belongs to one kind of record appears when that kind is chosen: the fields of a peace secretariat
   where the form of the body is that. Without it the section is there once the screen was saved. */
(function () {
  "use strict";

  function groups() { return [...document.querySelectorAll(".inline-group[data-chosen-by]")]; }
  function added(group) { return [...group.querySelectorAll(".inline-related:not(.empty-form, .has_original)")]; }
  function isStored(group) { return Boolean(group.querySelector(".inline-related.has_original")); }

  function isTyped(row) {
    return [...row.querySelectorAll("textarea, select, input[type=text], input[type=number]")].some(function (input) {
      return input instanceof HTMLSelectElement ? input.selectedIndex > 0 : input.value !== "";
    });
  }

  function show(group, isShown) {
    group.hidden = !isShown;
    const link = document.querySelector("nav.sections a[href='#" + group.id + "']");
    if (link) link.parentElement.hidden = !isShown;
  }

  function follow(group, value) {
    if (value === group.dataset.chosen) {
      show(group, true);
      const add = group.querySelector(".add-row a");
      if (add && !added(group).length && !isStored(group)) add.click();
      group.querySelector("details.section").open = true;
      return;
    }
    // What somebody typed there stays, to be taken off by hand.
    if (isStored(group) || added(group).some(isTyped)) return;
    added(group).forEach(function (row) {
      const remove = row.querySelector(".inline-deletelink");
      if (remove) remove.click();
    });
    if (!added(group).length) show(group, false);
  }

  document.addEventListener("change", function (event) {
    groups().forEach(function (group) {
      if (event.target.name === group.dataset.chosenBy) follow(group, event.target.value);
    });
  });
})();
