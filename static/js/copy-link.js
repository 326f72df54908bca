/* A button that copies the address of this page, without its place on the page. Without it the address stands on the
   page on how to cite. */
(function () {
  "use strict";
  const words = document.currentScript.dataset, cite = document.getElementById("cite-link");
  if (!cite || !navigator.clipboard) return;
  const item = document.createElement("li"), button = document.createElement("button"), said = document.createElement("span");
  button.type = "button";
  button.className = "as-link";
  button.textContent = words.words;
  said.setAttribute("role", "status");
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(location.href.split("#")[0]).then(function () { said.textContent = " " + words.done; });
  });
  item.append(button, said);
  cite.parentElement.after(item);
})();
