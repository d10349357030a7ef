// Long work, followed without reloading: the changing part is fetched until it is over.
const box = document.getElementById("job");
const said = document.getElementById("said");
const EVERY_MS = 400;

async function follow() {
  try {
    const reply = await fetch(box.dataset.address, { headers: { "X-Fragment": "1" } });
    if (!reply.headers.get("X-Fragment")) {
      location.reload();
      return;
    }
    const focused = box.contains(document.activeElement);
    box.innerHTML = await reply.text();
    if (box.querySelector("[data-over]")) {
      const heading = box.querySelector("h1");
      said.textContent = heading.textContent;
      heading.focus();
      return;
    }
    if (focused) box.querySelector("button")?.focus();
  } catch {
    said.textContent = "Torchdeck does not answer; trying again.";
  }
  setTimeout(follow, EVERY_MS);
}

setTimeout(follow, EVERY_MS);
