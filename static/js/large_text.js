// Switches large text on and off.
import { remember } from "./store.js";

const root = document.documentElement;
for (const button of document.querySelectorAll("[data-large-text-switch]")) {
  const show = () => button.setAttribute("aria-pressed", String(root.classList.contains("large-text")));
  show();
  button.addEventListener("click", () => {
    remember("large-text", root.classList.toggle("large-text") ? "yes" : "no");
    show();
  });
}
