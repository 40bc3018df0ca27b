// Before anything is drawn: scripts are on; colours, text size and table density as chosen before.
(() => {
  const root = document.documentElement;
  const read = (name) => {
    try { return localStorage.getItem(name); } catch { return null; }
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => read("theme") || (dark.matches ? "dark" : "light");
  root.classList.add("js");
  root.dataset.bsTheme = theme();
  dark.addEventListener("change", () => { root.dataset.bsTheme = theme(); });
  root.classList.toggle("large-text", read("large-text") === "yes");
  if (read("density") === "compact") root.dataset.density = "compact";
})();
