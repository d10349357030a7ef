// A card's page: its passage is opened at the quote, and Escape goes back to where the learner came from.
import { isTaken } from "./shortcuts.js";

for (const passage of document.querySelectorAll(".source .passage")) {
  const quote = passage.querySelector("mark");
  if (quote) passage.scrollTop = quote.offsetTop - passage.offsetTop - passage.clientHeight / 3;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !isTaken(event)) document.querySelector("[data-back]")?.click();
});
