/* The list beneath a box of a sheet: codes of its column, fields of the record of its row, rows of the sheet and records.
   Without it one types the words, and the codes are offered by the browser. */
(function () {
  "use strict";
  const form = document.getElementById("sheet_form"), list = document.createElement("ul");
  if (!form) return;
  let box = null, waiting = 0;

  function isCell(element) { return Boolean(element && element.name && /^c\.\d/.test(element.name)); }
  function within(row, name) { return row.querySelector("[name$='." + name + "']"); }
  function allRows(kinds) {
    return [...document.querySelectorAll(".sheet-kind")].filter(function (section) {
      return !kinds || kinds.includes(section.dataset.prefix);
    }).flatMap(function (section) { return [...section.querySelectorAll("tbody tr")]; });
  }
  list.id = "sheet-list";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  form.append(list);
  function marked() { return list.querySelector("[aria-selected=true]"); }
  function mark(by) {
    const all = [...list.children], at = all.indexOf(marked());
    all.forEach(function (item) { item.setAttribute("aria-selected", "false"); });
    const item = all[(at + by + all.length) % all.length];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", item.id);
  }
  function close() {
    list.hidden = true;
    if (box) { box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); }
  }
  function choose(item) {
    box.value = item.dataset.value;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    close();
  }
  function offer(input, found) {
    if (document.activeElement !== input || !found.length) { close(); return; }
    list.replaceChildren(...found.slice(0, 12).map(function (one, number) {
      const item = document.createElement("li");
      item.id = "sheet-list-" + number;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.value = one.value;
      item.textContent = one.text;
      return item;
    }));
    const place = input.getBoundingClientRect();
    list.style.insetBlockStart = Math.min(place.bottom, innerHeight - 120) + "px";
    list.style.insetInlineStart = Math.max(0, Math.min(place.left, innerWidth - 240)) + "px";
    list.hidden = false;
    box = input;
    input.setAttribute("aria-expanded", "true");
  }
  list.addEventListener("mousedown", function (event) {
    event.preventDefault();
    const item = event.target.closest("[role=option]");
    if (item) choose(item);
  });
  function plainly(value) { return { value: value, text: value }; }
  function matching(texts, typed) {
    const wanted = typed.trim().toLowerCase();
    return texts.filter(function (text) { return text.toLowerCase().includes(wanted) && text.toLowerCase() !== wanted; }).map(plainly);
  }
  async function read(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    return answer.ok ? answer.json() : { results: [], fields: [] };
  }
  // Rows of the sheet that have a name or a handle, of the kinds that may stand in the box.
  function here(kinds) {
    return allRows(kinds).flatMap(function (row) {
      const handle = within(row, "ref"), name = within(row, "name");
      if (handle && handle.value.trim()) return ["#" + handle.value.trim().replace(/^[#=]/, "")];
      return name && name.value.trim() ? [name.value.trim()] : [];
    });
  }
  async function records(input) {
    const typed = input.value.trim(), kinds = input.dataset.kinds.split(",");
    const mine = matching([...new Set(here(kinds))], typed);
    if (typed.length < 2 || typed.startsWith("#") || typed.endsWith("]")) return mine;
    const answer = await read(form.dataset.find + "?kinds=" + input.dataset.kinds + "&term=" + encodeURIComponent(typed));
    return mine.concat(answer.results.map(function (one) { return { value: one.name + " [" + one.id + "]", text: one.text }; }));
  }
  async function fields(input) {
    const subject = within(input.closest("tr"), "subject").value.trim(), id = (subject.match(/[a-z]{3}-[0-9a-z]{13}/i) || [""])[0];
    const row = id ? null : allRows().find(function (one) {
      const handle = within(one, "ref"), name = within(one, "name");
      return subject && (handle && "#" + handle.value.trim() === subject || name && name.value.trim() === subject);
    });
    const kind = row ? row.closest(".sheet-kind").dataset.prefix : "";
    if (!id && !kind) return [];
    const answer = await read(form.dataset.fields + (id ? "?record=" + id : "?kind=" + kind));
    return matching(answer.fields, input.value);
  }
  async function suggest(input) {
    const typed = input.value;
    let found = [];
    if (input.dataset.list) found = matching([...document.getElementById(input.dataset.list).options].map(function (option) { return option.value; }), typed);
    else if (input.dataset.kinds) found = await records(input);
    else if (input.classList.contains("field")) found = await fields(input);
    if (input.value === typed) offer(input, found);
  }
  form.addEventListener("focusin", function (event) {
    const input = event.target;
    if (!isCell(input)) return;
    if (input.getAttribute("list")) { input.dataset.list = input.getAttribute("list"); input.removeAttribute("list"); }
    if (input.dataset.list || input.dataset.kinds || input.classList.contains("field")) {
      const states = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
      Object.entries(states).forEach(function (state) { input.setAttribute(state[0], state[1]); });
    }
  });
  form.addEventListener("input", function (event) {
    if (!isCell(event.target) || document.activeElement !== event.target) return;
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 200, event.target);
  });
  document.addEventListener("keydown", function (event) {
    if (event.target !== box || list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && marked()) choose(marked());
    else if (event.key === "Escape") close();
    else { if (event.key === "Enter") close(); return; }
    event.preventDefault();
  }, true);
  form.addEventListener("focusout", close);
  window.addEventListener("scroll", close, true);
})();
