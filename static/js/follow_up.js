// Questions that are asked only after a certain answer stay away until it is given.
const form = document.querySelector("form[data-keep]");

function answerTo(name) {
  const chosen = form.querySelector(`[name="${name}"]:checked, select[name="${name}"]`);
  return chosen ? chosen.value : "";
}

function showWhatIsAsked() {
  for (const part of form.querySelectorAll("[data-asked-of]")) {
    const values = part.dataset.askedValues.split(" ");
    part.hidden = !values.includes(answerTo(part.dataset.askedOf));
  }
}

if (form) {
  for (const heading of form.querySelectorAll("[data-asked-heading]")) heading.hidden = true;
  form.addEventListener("change", showWhatIsAsked);
  showWhatIsAsked();
}
