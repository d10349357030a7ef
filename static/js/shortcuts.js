// Keys that work on every page: ? opens the list, / searches, g and a letter goes to a page.

const PLACES = { t: "/", s: "/study", n: "/notes", c: "/cards", o: "/concepts", a: "/stats", i: "/inbox", h: "/changes", w: "/generate" };
const PATIENCE_MS = 1200;

const help = document.getElementById("help");
let leader = -Infinity;

/** Whether a key press belongs to a field, a dialog or the browser, and not to us. */
export function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target;
  return target instanceof Element && target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function openHelp() {
  if (!help.open) help.showModal();
}

for (const button of document.querySelectorAll("[data-help]")) {
  button.hidden = false;
  button.addEventListener("click", openHelp);
}

document.addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  if (performance.now() - leader < PATIENCE_MS && Object.hasOwn(PLACES, event.key)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    location.assign(PLACES[event.key]);
    return;
  }
  leader = event.key === "g" ? performance.now() : -Infinity;
  if (event.key === "?") {
    event.preventDefault();
    openHelp();
  } else if (event.key === "/") {
    event.preventDefault();
    const search = document.getElementById("search");
    if (search) search.focus();
    else location.assign("/cards#search");
  }
});
