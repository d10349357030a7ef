// A study session in place: each form is sent in the background and its reply, the next card, takes the stage.
// Without this file the same forms work by reloading the page.
import { isTaken } from "./shortcuts.js";

const stage = document.getElementById("stage");
const said = document.getElementById("said");
const ACTIONS = { u: "undo", "-": "bury", "@": "suspend" };
const GOOD = "3";
let busy = false;
let shownAt = performance.now();

const find = (selector) => stage.querySelector(selector);
const isRevealed = () => find("#back") !== null && !find("#back").hidden;

function say(text) {
  said.textContent = text;
}

function reveal() {
  const back = find("#back");
  if (!back || !back.hidden) return;
  back.hidden = false;
  // A cloze is filled in where it stands, not repeated below itself.
  if ("whole" in back.dataset) {
    find("#question").hidden = true;
    find("#answer").focus({ preventScroll: true });
  }
  find("#reveal").hidden = true;
  find("#rate").hidden = false;
  find("#answer").scrollIntoView({ block: "nearest" });
  say(`Answer: ${find("#answer").textContent.trim()}`);
}

function take(html) {
  stage.innerHTML = html;
  shownAt = performance.now();
  const question = find("#question");
  const notice = find("[data-notice]");
  say(notice ? notice.textContent.trim() : "");
  question.focus({ preventScroll: true });
  if (stage.getBoundingClientRect().top < 0) stage.scrollIntoView();
}

function complain(text) {
  find("[data-notice]")?.remove();
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.dataset.notice = "";
  const line = document.createElement("p");
  line.textContent = text;
  notice.append(line);
  stage.prepend(notice);
  say(text);
}

/** Send a form and show what comes back. A submission that got lost may be sent again: it counts once. */
async function send(form, submitter) {
  if (busy) return;
  busy = true;
  stage.setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form, submitter));
  if (body.has("duration_ms")) body.set("duration_ms", String(Math.round(performance.now() - shownAt)));
  try {
    const reply = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
    if (reply.headers.get("X-Fragment")) take(await reply.text());
    else if (reply.redirected) location.assign(reply.url);
    else complain("Torchdeck could not store that. Nothing was counted; press the key again to send it again.");
  } catch {
    complain("Torchdeck does not answer, so this is not stored yet. Once it runs again, press the same key.");
  } finally {
    busy = false;
    stage.removeAttribute("aria-busy");
  }
}

function rate(rating) {
  send(find("#rate"), find(`#rate [value="${rating}"][name=rating]`));
}

async function toggleSource() {
  const link = find("[data-source]");
  if (!link || !isRevealed()) return;
  const open = find("#source .passage");
  if (open) {
    open.hidden = !open.hidden;
    return;
  }
  try {
    const reply = await fetch(link.dataset.source, { headers: { "X-Fragment": "1" } });
    if (!reply.headers.get("X-Fragment")) throw new Error(String(reply.status));
    link.insertAdjacentHTML("afterend", await reply.text());
    find("#source mark")?.scrollIntoView({ block: "nearest" });
  } catch {
    location.assign(link.href);
  }
}

stage.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});

stage.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  const link = event.target.closest("#reveal, [data-source]");
  if (!link) return;
  event.preventDefault();
  if (link.id === "reveal") reveal();
  else toggleSource();
});

document.addEventListener("keydown", (event) => {
  if (isTaken(event) || event.repeat) return;
  const onControl = event.target instanceof Element && event.target.closest("a, button, summary") !== null;
  if (event.key === " " || event.key === "Enter") {
    if (!find("#reveal") || (onControl && event.target.id !== "reveal")) return;
    event.preventDefault();
    if (isRevealed()) rate(GOOD);
    else reveal();
  } else if (isRevealed() && ["1", "2", "3", "4"].includes(event.key)) {
    event.preventDefault();
    rate(event.key);
  } else if (Object.hasOwn(ACTIONS, event.key)) {
    const form = find(`#${ACTIONS[event.key]}`);
    if (form) {
      event.preventDefault();
      send(form);
    }
  } else if (event.key === "s") {
    event.preventDefault();
    toggleSource();
  } else if (event.key === "d" && isRevealed()) {
    find("[data-demo]")?.click();
  } else if (event.key === "c") {
    find("[data-doubt]")?.click();
  } else if (event.key === "e") {
    find("[data-edit]")?.click();
  }
});
