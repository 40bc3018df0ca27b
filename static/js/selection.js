// Selecting rows: the head selects the page; the bar says how many.
for (const form of document.querySelectorAll("form[data-selection]")) {
  const all = form.querySelector("[data-select-page]");
  const boxes = [...form.querySelectorAll("[data-select-row]")];
  const count = form.querySelector("[data-selected-count]");
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = String(chosen);
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
  };
  all?.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
}
