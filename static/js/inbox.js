// The inbox by keyboard: each form is sent in the background and its reply, the list as it is then, takes the place of
// the old one. Without this file the same forms work by reloading the page.
import { isTaken } from "./shortcuts.js";

const inbox = document.getElementById("inbox");
const said = document.getElementById("said");
const MOVES = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const VERDICTS = { a: "accept", x: "reject", r: "reject" };
let busy = false;

const cards = () => [...inbox.querySelectorAll("[data-card]")];
const current = () => inbox.querySelector("[data-card][aria-current]");
const card = (id) => cards().find((each) => each.dataset.card === id);

/** Make a card the one that keys act on; `focus` also shows it. */
function choose(chosen, focus) {
  for (const each of cards()) each.removeAttribute("aria-current");
  if (!chosen) return;
  chosen.setAttribute("aria-current", "true");
  if (!focus) return;
  chosen.focus({ preventScroll: true });
  const box = chosen.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight) chosen.scrollIntoView({ block: box.height > innerHeight ? "start" : "nearest" });
}

/** Passages are cut to a few lines, with the quote in sight. */
function prepare() {
  for (const source of inbox.querySelectorAll(".source")) {
    source.classList.add("short");
    const passage = source.querySelector(".passage");
    const quote = passage?.querySelector("mark");
    if (quote) passage.scrollTop = quote.offsetTop - passage.clientHeight / 3;
  }
}

/** The words that are being typed, so that a decision elsewhere does not lose them. */
function typed() {
  return [...inbox.querySelectorAll(".editing[open] form")].map((form) => [form.card_id.value, new FormData(form)]);
}

function retype(forms) {
  for (const [id, words] of forms) {
    const editing = card(id)?.querySelector(".editing");
    if (!editing) continue;
    editing.open = true;
    for (const field of editing.querySelectorAll("textarea")) field.value = words.get(field.name);
  }
}

/** Show the list as the server has it now, and look at a card: the one named, or the one that took the old one's place. */
function take(html, index, id, forms) {
  inbox.innerHTML = html;
  prepare();
  retype(forms);
  const found = card(id) ?? cards()[Math.min(index, cards().length - 1)];
  choose(found, true);
  if (!found) inbox.querySelector("h1").focus();
  said.textContent = `${inbox.querySelector("[data-said]")?.textContent ?? ""} ${inbox.querySelector(".lead").textContent.trim()}`;
}

function complain(text) {
  inbox.querySelector("[data-complaint]")?.remove();
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.dataset.complaint = "";
  const line = document.createElement("p");
  line.textContent = text;
  notice.append(line);
  (current() ?? inbox).prepend(notice);
  said.textContent = text;
}

/** Send a form and take what comes back. `stay` names a card that goes on waiting. */
async function send(form, submitter) {
  if (busy) return;
  busy = true;
  inbox.setAttribute("aria-busy", "true");
  const own = form.closest("[data-card]");
  const index = Math.max(0, cards().indexOf(own ?? current()));
  const body = new URLSearchParams(new FormData(form, submitter));
  try {
    const reply = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1", Accept: "application/json" } });
    if (reply.headers.get("X-Fragment")) {
      const saved = form.classList.contains("edit") && own?.dataset.card;
      const forms = typed().filter(([id]) => id !== saved);
      take(await reply.text(), index, reply.headers.get("X-Card") ?? own?.dataset.card, forms);
    } else if (reply.redirected) {
      location.assign(reply.url);
    } else {
      const answer = await reply.json().catch(() => ({}));
      complain(`${answer.error ?? "Torchdeck could not store that."} ${answer.advice ?? ""}`);
    }
  } catch {
    complain("Torchdeck does not answer, so this is not stored yet. Once it runs again, press the same key.");
  } finally {
    busy = false;
    inbox.removeAttribute("aria-busy");
  }
}

function move(step) {
  const all = cards();
  const at = all.indexOf(current());
  choose(all[Math.max(0, Math.min(all.length - 1, at + step))], true);
}

function edit(chosen) {
  const editing = chosen.querySelector(".editing");
  choose(chosen, false);
  editing.open = true;
  const field = editing.querySelector("textarea");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function leave(editing) {
  editing.open = false;
  choose(editing.closest("[data-card]"), true);
}

inbox.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  event.preventDefault();
  send(event.target, event.submitter);
});

inbox.addEventListener("focusin", (event) => {
  const inside = event.target.closest("[data-card]");
  if (inside && inside !== current()) choose(inside, false);
});

inbox.addEventListener("click", (event) => {
  const link = event.target.closest("[data-edit]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  edit(link.closest("[data-card]"));
});

/** Keys inside the fields of a card that is being edited. */
inbox.addEventListener("keydown", (event) => {
  const editing = event.target.closest(".editing");
  if (!editing || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    leave(editing);
  } else if (event.key === "Enter" && event.target.matches("textarea")) {
    const asked = event.ctrlKey || event.metaKey || ("line" in event.target.dataset && !event.shiftKey);
    if (!asked) return;
    event.preventDefault();
    const form = editing.querySelector("form");
    if (form.reportValidity()) send(form, form.querySelector("[value='']"));
  }
});

document.addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  const chosen = current();
  const all = document.getElementById("all");
  if (event.key === "Escape" && all?.open) {
    event.preventDefault();
    all.open = false;
    choose(chosen, true);
  } else if (Object.hasOwn(MOVES, event.key)) {
    if (event.target instanceof Element && event.target.closest(".passage")) return;
    event.preventDefault();
    move(MOVES[event.key]);
  } else if (event.repeat) {
    return;
  } else if (event.key === "A" && all) {
    event.preventDefault();
    all.open = true;
    all.querySelector("button").focus();
  } else if (event.key === "u") {
    const form = document.getElementById("undo");
    if (form) send(form);
    else complain("There is no decision left to take back.");
  } else if (event.key === "e" && chosen) {
    event.preventDefault();
    edit(chosen);
  } else if (Object.hasOwn(VERDICTS, event.key) && chosen) {
    event.preventDefault();
    const form = chosen.querySelector(".decide");
    send(form, form.querySelector(`[value=${VERDICTS[event.key]}]`));
  }
});

prepare();
choose(cards()[0], false);
