// Changed notes by keyboard, and as they come: the list is fetched again while the page is looked at; decisions are sent
// in the background and their reply takes the place of the page's changing part. Without this file the same forms work by
// reloading the page.
import { isTaken } from "./shortcuts.js";

const box = document.getElementById("changes");
const said = document.getElementById("said");
const MOVES = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const EVERY_MS = 2000;
const SOON_MS = 500;
let busy = false;
/** What the server said last, to tell whether something has changed since: the page as it is shown differs from it once
 * it is prepared. */
let html = "";

const items = () => [...box.querySelectorAll("[data-item]")];
const current = () => box.querySelector("[data-item][aria-current]");
const isList = () => !box.dataset.address.startsWith("/changes/");

/** Make one the one that keys act on; `focus` also shows it. */
function choose(chosen, focus) {
  for (const each of items()) each.removeAttribute("aria-current");
  if (!chosen) return;
  chosen.setAttribute("aria-current", "true");
  if (!focus) return;
  chosen.focus({ preventScroll: true });
  const place = chosen.getBoundingClientRect();
  if (place.top < 0 || place.bottom > innerHeight) chosen.scrollIntoView({ block: place.height > innerHeight ? "start" : "nearest" });
}

/** Quotes are brought in sight, and the button says how many are ticked. */
function prepare() {
  for (const passage of box.querySelectorAll(".passage.whole")) {
    const quote = passage.querySelector("mark");
    if (quote) passage.scrollTop = quote.offsetTop - passage.clientHeight / 3;
  }
  count();
  const waits = Number(box.querySelector("[data-count]")?.dataset.count ?? 0);
  const link = document.querySelector("[data-changes]");
  link?.querySelector(".waits")?.remove();
  if (link && waits) {
    const number = document.createElement("span");
    number.className = "waits";
    number.textContent = waits;
    link.append(" ", number);
  }
}

/** HTML as the browser writes it, so that two answers can be compared. */
function normal(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.innerHTML.trim();
}

function count() {
  const label = box.querySelector("[data-ticked]");
  if (!label) return;
  const boxes = [...box.querySelectorAll("input[type=checkbox][name=take]")];
  const ticked = boxes.filter((each) => each.checked).length;
  label.textContent = ticked === boxes.length ? `all ${ticked}` : `${ticked} of ${boxes.length}`;
  box.querySelector("[data-all]").disabled = ticked === 0;
}

/** What has been typed and chosen but not sent, by the name of the field. */
function typed() {
  const fields = [...box.querySelectorAll("#decide textarea, #decide select, #decide input[type=checkbox]")];
  return fields.map((field) => [field.id || `${field.name}=${field.type === "checkbox" ? field.value : ""}`, field.type === "checkbox" ? field.checked : field.value, field.closest(".editing")?.open]);
}

function retype(kept) {
  const values = new Map(kept.map(([name, ...rest]) => [name, rest]));
  for (const field of box.querySelectorAll("#decide textarea, #decide select, #decide input[type=checkbox]")) {
    const found = values.get(field.id || `${field.name}=${field.type === "checkbox" ? field.value : ""}`);
    if (!found) continue;
    if (field.type === "checkbox") field.checked = found[0];
    else field.value = found[0];
    if (found[1]) field.closest(".editing").open = true;
  }
}

/** What tells one from another, whatever place it has in the list. */
const keyOf = (item) => item?.getAttribute("href") ?? item?.id;

/** Show what the server says now, and look at the one that was looked at, or at what took its place. */
function take(text, index, focus) {
  const kept = typed();
  const key = keyOf(current());
  const scrolled = scrollY;
  const open = box.querySelector(".difference")?.open;
  box.innerHTML = text;
  html = normal(text);
  retype(kept);
  const difference = box.querySelector(".difference");
  if (difference && open !== undefined) difference.open = open;
  prepare();
  const all = items();
  const next = all.find((item) => key && keyOf(item) === key) ?? all[Math.min(index, all.length - 1)];
  choose(next, focus);
  if (focus && !next) box.querySelector("h1")?.focus();
  if (!focus) scrollTo({ top: scrolled });
}

function complain(text) {
  box.querySelector("[data-complaint]")?.remove();
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.dataset.complaint = "";
  const line = document.createElement("p");
  line.textContent = text;
  notice.append(line);
  const place = current();
  if (place?.matches("article")) place.prepend(notice);
  else box.prepend(notice);
  notice.scrollIntoView({ block: "nearest" });
  said.textContent = text;
}

/** Send a form of a change, and show the change as it is then. */
async function send(form, submitter) {
  if (busy) return;
  busy = true;
  box.setAttribute("aria-busy", "true");
  const index = Math.max(0, items().indexOf(submitter?.closest("[data-item]") ?? current()));
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    const reply = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1", Accept: "application/json" } });
    if (reply.headers.get("X-Fragment")) {
      take(await reply.text(), index, true);
      said.textContent = `${box.querySelector("[data-notice] p")?.textContent ?? ""} ${box.querySelector(".lead").textContent.trim()}`;
    } else if (reply.redirected) {
      location.assign(reply.url);
    } else {
      const answer = await reply.json().catch(() => ({}));
      complain(`${answer.error ?? "Torchdeck could not store that."} ${answer.advice ?? ""}`);
    }
  } catch {
    complain("Torchdeck does not answer, so nothing is stored yet. Once it runs again, press the same key.");
  } finally {
    busy = false;
    box.removeAttribute("aria-busy");
  }
}

/** Whether what is shown may be exchanged: nobody types, is about to press a button, or has marked words in it. */
const isFree = () => !busy && getSelection().isCollapsed && (!isInside() || document.activeElement.matches("[data-item]"));
const isInside = () => box.contains(document.activeElement);

/** The list as it comes; one change only while its proposals are still being made. */
async function follow() {
  const going = box.querySelector("[data-going]") !== null;
  if (going || isList()) {
    try {
      if (!document.hidden && !busy) {
        const reply = await fetch(box.dataset.address, { headers: { "X-Fragment": "1" } });
        const text = reply.headers.get("X-Fragment") ? await reply.text() : "";
        if (text && !busy && normal(text) !== html && (going || isFree())) {
          take(text, Math.max(0, items().indexOf(current())), isInside());
          said.textContent = box.querySelector("h1").textContent;
        }
      }
    } catch {
      said.textContent = "Torchdeck does not answer; trying again.";
    }
  }
  setTimeout(follow, box.querySelector("[data-going]") ? SOON_MS : EVERY_MS);
}

function move(step) {
  const all = items();
  const at = all.indexOf(current());
  choose(all[Math.max(0, Math.min(all.length - 1, at + step))], true);
}

function edit(chosen) {
  const editing = chosen.querySelector(".editing");
  if (!editing) {
    chosen.querySelector("[data-edit]")?.click();
    return;
  }
  editing.open = true;
  const field = editing.querySelector("textarea");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

// On the page of one change; the forms of the list lead to other pages.
box.addEventListener("submit", (event) => {
  const form = event.target;
  if (isList() || form.action.endsWith("/missing")) return;
  event.preventDefault();
  send(form, event.submitter);
});

box.addEventListener("change", count);

box.addEventListener("focusin", (event) => {
  const inside = event.target.closest("[data-item]");
  if (inside && inside !== current()) choose(inside, false);
});

box.addEventListener("keydown", (event) => {
  const editing = event.target.closest(".editing");
  if (editing && event.key === "Escape" && !event.isComposing) {
    event.preventDefault();
    editing.open = false;
    choose(editing.closest("[data-item]"), true);
  }
});

document.addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  const chosen = current();
  if (event.key === "Escape") {
    document.querySelector("[data-back]")?.click();
  } else if (Object.hasOwn(MOVES, event.key)) {
    if (event.target instanceof Element && event.target.closest(".passage, .diff")) return;
    event.preventDefault();
    move(MOVES[event.key]);
  } else if (event.repeat) {
    return;
  } else if (event.key === "u") {
    const button = box.querySelector("[data-notice] form button, [data-undo] button, .done form[action='/changes/undo'] button");
    if (button) button.click();
    else complain("There is nothing left to undo here.");
  } else if (chosen?.dataset.proposal) {
    const button = { a: "[data-accept]", l: "[data-leave]" }[event.key];
    if (button) {
      event.preventDefault();
      chosen.querySelector(button).click();
    } else if (event.key === "e") {
      event.preventDefault();
      edit(chosen);
    } else if (event.key === "x") {
      chosen.querySelector("input[type=checkbox]")?.click();
    }
  }
});

html = box.innerHTML.trim();
prepare();
choose(box.querySelector("[data-item]:target") ?? items()[0], box.querySelector("[data-item]:target") !== null);
setTimeout(follow, box.querySelector("[data-going]") ? SOON_MS : 0);
