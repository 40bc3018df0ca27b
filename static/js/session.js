// Warns before the session ends, and keeps typed text for the person who signs in again.
const dialog = document.querySelector("[data-session-end]");
const WARNING = 120;
const SKIPPED = "[type=hidden], [type=password], [type=file], [autocomplete=one-time-code]";

function fields() {
  return [...document.querySelectorAll("form[data-keep], form[method=post]")]
    .flatMap((form) => [...form.elements])
    .filter((field) => field.name && !field.matches(SKIPPED) && "value" in field && field.type !== "submit");
}

function keyOf(person) { return `typed:${person}:${location.pathname}`; }

function keep() {
  const typed = fields().map((field) => [field.name, field.value, field.checked ?? null]);
  try { sessionStorage.setItem(keyOf(dialog.dataset.person), JSON.stringify(typed)); } catch { /* full */ }
}

function bringBack() {
  const typed = sessionStorage.getItem(keyOf(dialog.dataset.person));
  for (const key of Object.keys(sessionStorage).filter((each) => each.startsWith("typed:"))) sessionStorage.removeItem(key);
  const from = document.referrer ? new URL(document.referrer).pathname : "";
  if (!typed || !/^\/(sign-in|account)\//.test(from)) return;
  const waiting = JSON.parse(typed);
  for (const field of fields()) {
    const at = waiting.findIndex(([name]) => name === field.name);
    if (at < 0) continue;
    const [[, value, checked]] = waiting.splice(at, 1);
    if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

async function left(method = "GET") {
  const body = method === "POST" ? new FormData(dialog.querySelector("form")) : undefined;
  const answer = await fetch(dialog.dataset.address, { method, body, redirect: "manual" });
  return answer.ok ? (await answer.json()).left : 0;
}

// Another tab may have been at work meanwhile, so the server is asked before anything happens.
async function look() {
  const seconds = await left().catch(() => WARNING + 30);
  if (seconds <= 0) { end(); return; }
  if (seconds <= WARNING && !dialog.open) dialog.showModal();
  if (seconds > WARNING && dialog.open) dialog.close("other");
  wait(seconds);
}

function wait(seconds) {
  const pause = seconds > WARNING ? seconds - WARNING : Math.min(seconds, 10);
  setTimeout(look, pause * 1000 + 200);
}

function end() {
  keep();
  document.querySelectorAll("form[data-keep]").forEach((form) => form.dispatchEvent(new Event("submit")));
  location.assign(`${dialog.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
}

if (dialog) {
  bringBack();
  dialog.addEventListener("close", () => { if (dialog.returnValue !== "other") left("POST"); });
  document.addEventListener("submit", (event) => { if (event.target.matches("form[method=post]")) keep(); }, true);
  wait(Number(dialog.dataset.left));
}
