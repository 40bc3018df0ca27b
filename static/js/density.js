// Switches tables between roomy and compact.
import { remember } from "./store.js";

const root = document.documentElement;
for (const button of document.querySelectorAll("[data-density-switch]")) {
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.density === "compact"));
  show();
  button.addEventListener("click", () => {
    const compact = root.dataset.density !== "compact";
    if (compact) root.dataset.density = "compact";
    else delete root.dataset.density;
    remember("density", compact ? "compact" : "roomy");
    show();
  });
}
