/* What was typed and not saved, kept in this tab only (sessionStorage) for each screen and account. It is offered
   when the screen is opened again, and gone once the form was saved or somebody signs out.
   Browsers write what a tab keeps to the disk, so it is enciphered, with a key that stands in the pages of its account
   alone: a draft may speak of a guarded record, and a session may end without a sign-out. */
(function () {
  "use strict";
  const BEGINNING = "draft:";
  const account = meta("account"), saved = meta("saved-forms").split(" ");
  const notice = document.getElementById("draft");
  const form = notice ? notice.closest("form") : null;
  const key = BEGINNING + account + ":" + ((notice && notice.dataset.key) || location.pathname);
  const lock = notice && window.crypto.subtle ? keyOf(notice.dataset.lock) : null;
  let waiting = 0, isEnded = false, typed = {}, times = 0;

  function meta(name) {
    const element = document.querySelector("meta[name='" + name + "']");
    return element ? element.content : "";
  }
  function all() { return Object.keys(sessionStorage).filter(function (name) { return name.startsWith(BEGINNING); }); }
  function read(name) { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } }

  function bytes(text) { return Uint8Array.from(atob(text), function (one) { return one.charCodeAt(0); }); }
  function text(buffer) { return btoa(Array.from(new Uint8Array(buffer), function (one) { return String.fromCharCode(one); }).join("")); }
  function keyOf(secret) { return crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]); }
  async function seal(entries) {
    const iv = crypto.getRandomValues(new Uint8Array(12)), content = new TextEncoder().encode(JSON.stringify(entries));
    return { iv: text(iv), sealed: text(await crypto.subtle.encrypt({ name: "AES-GCM", iv: iv }, await lock, content)) };
  }
  // Null where there is none, or none that this account can read.
  async function unseal(draft) {
    try {
      const content = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(draft.iv) }, await lock, bytes(draft.sealed));
      return JSON.parse(new TextDecoder().decode(content));
    } catch { return null; }
  }

  // Of another account, or of a form that was saved: gone.
  all().forEach(function (name) {
    const draft = read(name);
    const isMine = !account || name.startsWith(BEGINNING + account + ":");
    if (!isMine || !draft || !draft.sealed || saved.includes(draft.token)) sessionStorage.removeItem(name);
  });
  document.addEventListener("submit", function (event) {
    if (!/sign-out|logout/.test(event.target.action)) return;
    // What was about to be kept is not kept any more, unless one stays and types on.
    clearTimeout(waiting);
    isEnded = true;
    all().forEach(function (name) { sessionStorage.removeItem(name); });
  });
  if (!form) return;

  function isTyped(input) {
    return input.name && input.type !== "hidden" && input.type !== "submit" && input.type !== "button" && !input.closest(".empty-form");
  }
  function isChanged(input) {
    if (input instanceof HTMLSelectElement) {
      const options = [...input.options];
      const given = options.filter(function (option) { return option.defaultSelected; });
      const first = given.length || input.multiple ? given : options.slice(0, 1);
      return options.some(function (option) { return option.selected !== first.includes(option); });
    }
    if (input.type === "checkbox") return input.checked !== input.defaultChecked;
    return input.value !== input.defaultValue;
  }
  function rowOf(input) { return input.closest(".inline-related:not(.tabular), tr.form-row"); }
  function isNew(row) { return row && !row.dataset.key; }

  // Boxes that share a name are told apart by what they stand for.
  function nameOf(input) { return input.type === "checkbox" && input.value !== "on" ? input.name + "=" + input.value : input.name; }

  /* A stored row is named by its key, a new one by its number among the new ones of its section. */
  function entry(input) {
    const row = rowOf(input), group = row ? row.closest(".inline-group").id.replace(/-group$/, "") : "";
    const field = row ? fieldOf(input, group) : nameOf(input);
    const value = input.type === "checkbox" ? input.checked : input.value;
    const words = input instanceof HTMLSelectElement && input.value ? input.selectedOptions[0].textContent : "";
    const place = row ? row.dataset.key || "+" + newRows(group).indexOf(row) : "";
    return [[group, place, field].join("|"), { value: value, words: words }];
  }
  // Of a row within a row with the name and the number of that one: functions-0-task.
  function fieldOf(input, group) { return input.name.slice(group.length + 1).replace(/^\w+-/, ""); }
  function newRows(group) {
    return [...document.querySelectorAll("#" + group + "-group .inline-related:not(.tabular, .empty-form), #" + group + "-group tr.form-row:not(.empty-form)")].filter(isNew);
  }

  async function keep() {
    if (isEnded || !lock) return;
    const changed = [...form.elements].filter(isTyped).filter(function (input) { return isChanged(input) || isNew(rowOf(input)) && input.value; });
    if (!notice.dataset.cameBack) typed = {};
    Object.assign(typed, Object.fromEntries(changed.map(entry)));
    const time = ++times;
    const draft = Object.keys(typed).length ? await seal(typed) : null;
    // Meanwhile somebody may have typed on, or signed out.
    if (isEnded || time !== times) return;
    if (draft) sessionStorage.setItem(key, JSON.stringify(Object.assign({ token: notice.dataset.token }, draft)));
    else sessionStorage.removeItem(key);
  }
  function keepSoon() { isEnded = false; notice.hidden = true; clearTimeout(waiting); waiting = setTimeout(keep, 400); }

  function rowFor(group, place) {
    if (!place.startsWith("+")) return document.querySelector("#" + group + "-group [data-key='" + place + "']");
    const add = document.querySelector("#" + group + "-group .add-row a");
    while (add && newRows(group).length <= Number(place.slice(1))) add.click();
    return newRows(group)[Number(place.slice(1))];
  }
  function addInner(row, field) {
    const [, name, number] = field.match(/^([a-z_]+)-(\d+)-/) || [];
    const inner = name && row.querySelector(".inner[data-inner='" + name + "']");
    while (inner && inner.querySelectorAll(":scope > .inner-row").length <= Number(number)) {
      inner.querySelector(":scope > .add-inner").click();
    }
  }
  function putBack(name, kept) {
    const [group, place, field] = name.split("|");
    const within = group ? rowFor(group, place) : form;
    if (within && group) addInner(within, field);
    const input = within && [...within.querySelectorAll("[name]")].find(function (one) {
      return isTyped(one) && (group ? fieldOf(one, group) : nameOf(one)) === field;
    });
    if (!input) return;
    if (input.type === "checkbox") input.checked = kept.value;
    else {
      if (input instanceof HTMLSelectElement && ![...input.options].some(function (option) { return option.value === kept.value; })) {
        input.append(new Option(kept.words, kept.value));
      }
      input.value = kept.value;
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const section = input.closest("details");
    if (section) section.open = true;
  }

  // Whoever adds rows in place is asked for those of the draft, and waited for.
  async function restore(entries) {
    const names = Object.keys(entries).map(function (name) { return name.split("|")[2]; }), promises = [];
    const wait = function (promise) { promises.push(promise); };
    document.dispatchEvent(new CustomEvent("draft:restore", { detail: { names: names, wait: wait } }));
    await Promise.all(promises);
    Object.entries(entries).forEach(function (one) { putBack(one[0], one[1]); });
  }

  async function offer() {
    const draft = read(key), entries = draft && await unseal(draft);
    if (!entries) return;
    if (notice.dataset.cameBack) {
      // What was sent came back with what is wrong: the draft goes on as that of this page.
      draft.token = notice.dataset.token;
      typed = entries;
      sessionStorage.setItem(key, JSON.stringify(draft));
      return;
    }
    notice.hidden = false;
    notice.addEventListener("click", function (event) {
      const what = event.target.dataset.draft;
      if (!what) return;
      notice.hidden = true;
      if (what === "restore") restore(entries);
      else sessionStorage.removeItem(key);
    });
  }

  window.addEventListener("load", async function () {
    await offer();
    form.addEventListener("input", keepSoon);
    form.addEventListener("change", keepSoon);
    form.addEventListener("formset:added", keepSoon);
    if (window.django && django.jQuery) django.jQuery(form).on("select2:select select2:clear", keepSoon);
    form.addEventListener("submit", keep);
  });
})();
