// A shown personal number hides again after a minute.
for (const shown of document.querySelectorAll("[data-hide-again]")) {
  setTimeout(() => { shown.textContent = shown.dataset.hideAgain; }, 60_000);
}
