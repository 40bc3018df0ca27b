// Warns before typed answers are lost: forms marked data-keep.
const changed = new Set();
for (const form of document.querySelectorAll("form[data-keep]")) {
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
}
addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});
