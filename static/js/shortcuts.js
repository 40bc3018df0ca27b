// Keys for people with many files a day: / searches, ? explains, j and k move, Enter opens. Can be switched off.
import { remember } from "./store.js";

const dialog = document.querySelector("[data-shortcut-help]");
const off = document.querySelector("[data-shortcuts-off]");
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

function enabled() {
  try { return localStorage.getItem("shortcuts") !== "off"; } catch { return true; }
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("row-current"));
  const next = Math.min(Math.max(now + by, 0), rows.length - 1);
  rows[now]?.classList.remove("row-current");
  rows[next].classList.add("row-current");
  rows[next].querySelector("a")?.focus();
}

const keys = {
  "/": () => document.querySelector("[data-global-search]")?.focus(),
  "?": () => dialog?.showModal(),
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !enabled()) return;
  if (!(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});

for (const button of document.querySelectorAll("[data-shortcuts-open]")) {
  button.addEventListener("click", () => dialog?.showModal());
}
if (off) {
  off.checked = !enabled();
  off.addEventListener("change", () => remember("shortcuts", off.checked ? "off" : "on"));
}
