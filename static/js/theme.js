// Switches between light and dark.
import { remember } from "./store.js";

const root = document.documentElement;
for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
  show();
  button.addEventListener("click", () => {
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    remember("theme", root.dataset.bsTheme);
    show();
  });
}
