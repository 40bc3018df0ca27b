// The report of a site visit on a phone: photos one after another, position with consent, signature.
const form = document.querySelector("form[enctype]");

// Photos: every shot joins the ones before it; each can be removed.
const input = form?.querySelector("[data-photos]");
const row = form?.querySelector("[data-photo-row]");
const chosen = new DataTransfer();

function show() {
  row.replaceChildren(...[...chosen.files].map((file, index) => {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = file.name;
    picture.onload = () => URL.revokeObjectURL(picture.src);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-link";
    remove.textContent = row.dataset.remove;
    remove.addEventListener("click", () => {
      chosen.items.remove(index);
      input.files = chosen.files;
      show();
    });
    item.append(picture, remove);
    return item;
  }));
}

input?.addEventListener("change", () => {
  for (const file of input.files) chosen.items.add(file);
  input.files = chosen.files;
  show();
});

// Position: only after the owner's consent; taking the consent back removes it.
const finder = form?.querySelector("[data-find-place]");
const state = form?.querySelector("[data-place-state]");
const consent = form?.querySelector("[name=place_consent]");
const fields = ["latitude", "longitude"].map((name) => form?.querySelector(`[name=${name}]`));

finder?.addEventListener("click", () => {
  if (!consent.checked) {
    state.textContent = finder.dataset.consent;
    return;
  }
  const failed = () => { state.textContent = finder.dataset.failed; };
  if (!navigator.geolocation) {
    failed();
    return;
  }
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    fields[0].value = coords.latitude.toFixed(5);
    fields[1].value = coords.longitude.toFixed(5);
    state.textContent = `${finder.dataset.found} ${fields[0].value}, ${fields[1].value}`;
  }, failed, { enableHighAccuracy: true, timeout: 15000 });
});
consent?.addEventListener("change", () => {
  if (consent.checked) return;
  for (const field of fields) field.value = "";
  state.textContent = "";
});

// Signature: drawn with finger, pen or mouse, sent as a picture.
const area = form?.querySelector("[data-drawing-area]");
const drawing = form?.querySelector("[data-drawing]");
const pen = area?.getContext("2d");
let drawn = false;

function place(event) {
  const box = area.getBoundingClientRect();
  return [(event.clientX - box.left) * (area.width / box.width), (event.clientY - box.top) * (area.height / box.height)];
}

area?.addEventListener("pointerdown", (event) => {
  area.setPointerCapture(event.pointerId);
  pen.lineWidth = 4;
  pen.lineCap = "round";
  pen.strokeStyle = "#10202a";
  pen.beginPath();
  pen.moveTo(...place(event));
});
area?.addEventListener("pointermove", (event) => {
  if (!area.hasPointerCapture(event.pointerId)) return;
  pen.lineTo(...place(event));
  pen.stroke();
  drawn = true;
});
area?.addEventListener("pointerup", () => {
  if (drawn) drawing.value = area.toDataURL("image/png");
});
form?.querySelector("[data-drawing-clear]")?.addEventListener("click", () => {
  pen.clearRect(0, 0, area.width, area.height);
  drawn = false;
  drawing.value = "";
});
