// Long work, followed without reloading: the changing part is fetched until it is over. How far it is stands in the
// title, and is said aloud now and then.
const box = document.getElementById("job");
const said = document.getElementById("said");
const every = Number(box.dataset.every ?? 400);
const name = document.title;
const SAY_EVERY_MS = 20_000;
let lastSaid = performance.now();

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
      document.title = `${heading.textContent} · ${name}`;
      document.querySelector(`.going[href="${box.dataset.address}"]`)?.remove();
      heading.focus();
      return;
    }
    tell(box.querySelector("progress"));
    if (focused) box.querySelector("button")?.focus();
  } catch {
    lost();
  }
  setTimeout(follow, every);
}

/** Say, and show, that the numbers are old; the next answer takes the place of it all. */
function lost() {
  if (box.querySelector("[data-lost]")) return;
  const words = "Torchdeck does not answer; trying again. What was confirmed is on disk.";
  said.textContent = words;
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.dataset.lost = "";
  notice.textContent = words;
  box.prepend(notice);
}

/** How far it is, in the title at once and aloud at intervals. */
function tell(bar) {
  if (!bar || bar.position < 0) return;
  document.title = `${Math.floor(100 * bar.position)} % · ${name}`;
  if (performance.now() - lastSaid < SAY_EVERY_MS) return;
  lastSaid = performance.now();
  said.textContent = box.querySelector(".lead")?.textContent ?? "";
}

setTimeout(follow, every);
