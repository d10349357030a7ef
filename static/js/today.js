// Space starts the session.
import { isTaken } from "./shortcuts.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || isTaken(event)) return;
  if (event.target instanceof Element && event.target.closest("a, button, summary")) return;
  const study = document.querySelector("[data-study]");
  if (study) {
    event.preventDefault();
    study.click();
  }
});
