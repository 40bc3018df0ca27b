// After an error the summary has the focus; its lines lead into the fields.
const summary = document.querySelector("[data-focus-first]");
summary?.focus();
for (const link of summary?.querySelectorAll("a[href^='#']") ?? []) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const field = target.matches("fieldset") ? target.querySelector("input, select, textarea") : target;
    target.closest(".field")?.scrollIntoView();
    field?.focus({ preventScroll: true });
  });
}
