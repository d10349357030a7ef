// A demo's page in place: a run is started in the background, followed as it happens, and its results are exchanged
// without leaving the page. Without this file the same form works by reloading.
import { isTaken } from "./shortcuts.js";

const form = document.getElementById("settings");
const result = document.getElementById("result");
const reset = document.getElementById("reset");
let source = null;
let page = location.pathname + location.search;
let drawing = 0;

const find = (selector) => result.querySelector(selector);
const said = document.getElementById("said");

function complain(text) {
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = text;
  notice.append(line);
  result.prepend(notice);
}

/** Exchange the results for what the server shows now; of several at once only the last counts. */
async function refresh() {
  const mine = ++drawing;
  const reply = await fetch(page, { headers: { "X-Fragment": "1" } });
  const html = await reply.text();
  if (mine !== drawing) return;
  if (!reply.headers.get("X-Fragment")) location.assign(page);
  else result.innerHTML = html;
  said.textContent = summary();
}

/** The state of the run in a sentence, for those who listen. */
function summary() {
  const state = find("#the-run")?.dataset.state ?? "";
  if (state !== "done") return { running: "Running.", queued: "Waiting.", cancelled: "Stopped.", failed: "The run failed." }[state] ?? "";
  const claims = [...result.querySelectorAll(".claims [data-status]")];
  const passed = claims.filter((claim) => claim.dataset.status === "passed").length;
  return `Done. ${passed} of ${claims.length} claims passed, ${result.querySelectorAll("figure").length} figures.`;
}

function follow(run, after) {
  source?.close();
  let soon = 0;
  source = new EventSource(`/runs/${run}/events?after=${after}`);
  // Most runs end sooner than this, and then the results are fetched once.
  const later = () => {
    clearTimeout(soon);
    soon = setTimeout(refresh, 150);
  };
  source.addEventListener("started", later);
  source.addEventListener("queued", later);
  source.addEventListener("figure", later);
  source.addEventListener("step", (event) => {
    const step = JSON.parse(event.data);
    const bar = find("#bar");
    if (!bar) return;
    bar.max = step.total;
    bar.value = step.done;
    find("#live").textContent = `${step.done} of ${step.total}: ${step.live}`;
  });
  for (const end of ["done", "failed", "cancelled"]) {
    source.addEventListener(end, () => {
      clearTimeout(soon);
      source.close();
      source = null;
      refresh();
    });
  }
}

async function start() {
  const body = new URLSearchParams(new FormData(form));
  const reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  const answer = await reply.json();
  if (!reply.ok) {
    complain(`${answer.error ?? "The run could not be started."} ${answer.advice ?? ""}`);
    return;
  }
  page = answer.page;
  history.replaceState(null, "", page);
  reset.hidden = false;
  follow(answer.run, 0);
}

async function stop() {
  await fetch(find("#cancel").action, { method: "POST", headers: { Accept: "application/json" } });
}

const lost = () => complain("Torchdeck does not answer. Is it still running? Your settings are kept in this page.");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  start().catch(lost);
});

form.addEventListener("input", (event) => {
  const output = form.querySelector(`output[for="${event.target.id}"]`);
  if (output) output.textContent = event.target.value;
  if (event.target.name !== "predicted") reset.hidden = false;
});

result.addEventListener("submit", (event) => {
  event.preventDefault();
  stop().catch(lost);
});

document.addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  if (event.key === "r") {
    event.preventDefault();
    if (find("#cancel")) stop().catch(lost);
    else form.requestSubmit();
  } else if (event.key === "Escape") {
    document.querySelector("[data-back]")?.click();
  }
});

const running = find("#the-run");
if (running && ["queued", "running"].includes(running.dataset.state)) follow(running.dataset.run, Number(running.dataset.last));
