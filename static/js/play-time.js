// Plays the changes of a process: follows the link to the next change every two seconds, and stops at the last.
// Without this script the links are there. Who asked for less motion goes one change further with each press.
for (const button of document.querySelectorAll("button.play[data-next]")) {
  const { next, play, stop } = button.dataset;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const key = "playing";
  let timer;
  const halt = () => {
    clearTimeout(timer);
    timer = undefined;
    sessionStorage.removeItem(key);
    button.textContent = play;
  };
  const wait = () => {
    sessionStorage.setItem(key, location.pathname);
    button.textContent = stop;
    timer = setTimeout(() => location.replace(next), 2000);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (timer) halt();
    else {
      if (!calm) sessionStorage.setItem(key, location.pathname);
      location.assign(next);
    }
  });
  if (!calm && sessionStorage.getItem(key) === location.pathname) wait();
  else halt();
}
