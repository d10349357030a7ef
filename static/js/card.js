// A card's page: its passage is opened at the quote, Escape goes back to where the learner came
// from, and c shows what changed in its source.
import { isTaken } from "./shortcuts.js";

for (const passage of document.querySelectorAll(".source .passage")) {
  const quote = passage.querySelector("mark");
  if (quote) passage.scrollTop = quote.offsetTop - passage.offsetTop - passage.clientHeight / 3;
}

document.addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  if (event.key === "Escape") document.querySelector("[data-back]")?.click();
  else if (event.key === "c") document.querySelector("[data-doubt]")?.click();
});
