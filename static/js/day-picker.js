// The browser's own calendar beside the box of a day: what is chosen there is written into the box.
for (const picker of document.querySelectorAll("input.day-picker[data-for]")) {
  const box = document.getElementById(picker.dataset.for);
  picker.hidden = false;
  picker.addEventListener("change", () => {
    if (picker.value) box.value = picker.value;
  });
}
