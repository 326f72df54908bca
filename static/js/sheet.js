/* The grid of a sheet: keys, pasting from a spreadsheet, and rows added in place. Without it
   the boxes are plain, and rows are added by sending the page. */
(function () {
  "use strict";
  const form = document.getElementById("sheet_form");
  if (!form) return;
  const kinds = document.getElementById("sheet-kinds");
  let next = Number(form.dataset.next);

  function rows(section) { return [...section.querySelectorAll("tbody tr")]; }
  function cells(row) { return [...row.querySelectorAll("input,textarea")].filter(function (input) { return input.offsetParent; }); }
  function part(input, number) { return input.name.split(".")[number]; }
  function isCell(element) { return Boolean(element && element.name && /^c\.\d/.test(element.name)); }
  function column(input) { return part(input, 3); }
  function within(row, name) { return cells(row).find(function (input) { return column(input) === name; }); }
  function put(input, text) {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Rows: a copy of the last one, emptied, under the next number of the sheet.
  function addRow(section, place) {
    const all = rows(section), row = all[all.length - 1].cloneNode(true);
    place = place === undefined ? next : place;
    next = Math.max(next, place + 1);
    row.dataset.place = place;
    row.querySelectorAll(".cell-fault").forEach(function (fault) { fault.remove(); });
    row.querySelector("th").textContent = all.length + 1;
    row.querySelectorAll("input,textarea").forEach(function (input) {
      const parts = input.name.split(".");
      parts[1] = place;
      input.name = input.id = parts.join(".");
      input.defaultValue = input.value = "";
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, all.length + 1));
      ["aria-invalid", "aria-describedby"].forEach(function (name) { input.removeAttribute(name); });
    });
    all[all.length - 1].after(row);
    return row;
  }
  async function sectionOf(kind) {
    let section = document.getElementById("kind-" + kind);
    if (section) return section;
    const answer = await fetch(form.dataset.kindUrl + "?kind=" + encodeURIComponent(kind) + "&first=" + next, { credentials: "same-origin" });
    if (!answer.ok) return null;
    kinds.insertAdjacentHTML("beforeend", await answer.text());
    section = document.getElementById("kind-" + kind);
    rows(section).forEach(function (row) { next = Math.max(next, Number(row.dataset.place) + 1); });
    return section;
  }
  async function addRows(kind) {
    const isThere = document.getElementById("kind-" + kind), section = await sectionOf(kind);
    if (!section) return;
    const first = isThere ? addRow(section) : rows(section)[0];
    for (let more = 0; isThere && more < 4; more++) addRow(section);
    (cells(first)[1] || cells(first)[0]).focus();
    if (!isThere) section.scrollIntoView({ block: "nearest" });
  }
  form.addEventListener("click", function (event) {
    const button = event.target.closest("[data-add]");
    if (!button) return;
    event.preventDefault();
    addRows(button.dataset.add || document.getElementById("new_kind").value);
  });

  // A draft asks for the rows that it had.
  document.addEventListener("draft:restore", function (event) {
    event.detail.wait((async function () {
      for (const name of event.detail.names.filter(function (name) { return /^c\.\d+\.\w+\.\w+$/.test(name); })) {
        const parts = name.split("."), section = await sectionOf(parts[2]);
        if (section && !form.elements[name]) addRow(section, Number(parts[1]));
      }
    })());
  });

  // All boxes are sent as one: a page sends no more than 5,000.
  form.addEventListener("formdata", function (event) {
    const typed = {};
    [...event.formData.keys()].filter(function (name) { return name.startsWith("c."); }).forEach(function (name) {
      typed[name] = event.formData.get(name);
      event.formData.delete(name);
    });
    if (Object.keys(typed).length) event.formData.set("typed", JSON.stringify(typed));
  });

  // Pasting: a block of cells, of which the first row may be the heads of columns.
  function block(text) {
    const found = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at++) {
      const letter = text[at], row = found[found.length - 1], last = row.length - 1;
      if (quoted) {
        if (letter !== '"') row[last] += letter;
        else if (text[at + 1] === '"') { row[last] += '"'; at++; }
        else quoted = false;
      } else if (letter === '"' && !row[last]) quoted = true;
      else if (letter === "\t") row.push("");
      else if (letter === "\n") found.push([""]);
      else if (letter !== "\r") row[last] += letter;
    }
    if (found[found.length - 1].join("") === "") found.pop();
    return found;
  }
  function headsIn(section, texts) {
    const heads = [...section.querySelectorAll("thead [data-column]")];
    const names = texts.map(function (text) {
      const plain = text.replace("*", "").trim().toLowerCase();
      const head = heads.find(function (one) { return [one.dataset.column, one.textContent.replace("*", "").trim().toLowerCase()].includes(plain); });
      return head && head.dataset.column;
    });
    return names.filter(Boolean).length > names.length / 2 && names.length > 1 ? names : null;
  }
  form.addEventListener("paste", function (event) {
    const input = event.target, text = event.clipboardData.getData("text/plain");
    if (!isCell(input) || !/[\t\n]/.test(text.replace(/\n$/, ""))) return;
    event.preventDefault();
    const section = input.closest(".sheet-kind"), pasted = block(text), names = headsIn(section, pasted[0]);
    if (names) {
      pasted.shift();
      if (names.some(function (name) { const head = section.querySelector("[data-column='" + name + "']"); return head && head.matches(".rare"); })) section.querySelector(".all-columns").checked = true;
    }
    const first = rows(section).indexOf(input.closest("tr")), from = cells(input.closest("tr")).indexOf(input);
    pasted.forEach(function (texts, down) {
      const row = rows(section)[first + down] || addRow(section), boxes = cells(row);
      texts.forEach(function (said, across) {
        const target = names ? names[across] && within(row, names[across]) : boxes[from + across];
        if (target) put(target, said.trim());
      });
    });
  });

  // Keys.
  function move(input, down) {
    const row = input.closest("tr"), all = rows(row.closest(".sheet-kind")), target = all[all.indexOf(row) + down];
    const there = target && within(target, column(input));
    if (there) { there.focus(); there.select(); }
    return there;
  }
  function aside(input, by) {
    const all = cells(input.closest("tr")), there = all[all.indexOf(input) + by];
    if (there) { there.focus(); there.select(); }
  }
  form.addEventListener("keydown", function (event) {
    const input = event.target;
    if (!isCell(input) || event.isComposing || event.defaultPrevented) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    const shifted = event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (shifted && event.code === "KeyA") { const row = addRow(input.closest(".sheet-kind")); within(row, column(input)).focus(); }
    else if (command && event.key.toLowerCase() === "d") {
      const row = input.closest("tr").previousElementSibling, above = row && within(row, column(input));
      if (above) put(input, above.value);
    } else if (plain && event.key === "Enter") {
      if (!move(input, 1)) { addRow(input.closest(".sheet-kind")); move(input, 1); }
    } else if (plain && event.key === "ArrowDown") move(input, 1);
    else if (plain && event.key === "ArrowUp") move(input, -1);
    else if (plain && event.key === "ArrowLeft" && input.selectionEnd === 0) aside(input, -1);
    else if (plain && event.key === "ArrowRight" && input.selectionStart === input.value.length) aside(input, 1);
    else return;
    event.preventDefault();
  });
})();
