// Files go up in pieces with a percentage each, wait out a lost network and go on where they were.
// Photos are made smaller first; pages can be turned, moved and left out before they are sent.
// Without this script the form sends the chosen files as they are.
const PIECE = 256 * 1024;
const LONG_SIDE = 2200;
const WAITS = [1000, 2000, 4000, 8000, 15000];
const words = document.getElementById("upload-words")?.dataset ?? {};
const pause = (time) => new Promise((go) => setTimeout(go, time));

async function smaller(file, turn) {
  if (!file.type.startsWith("image/")) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return file; // the server says in words what is wrong with it
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
  if (scale === 1 && turn === 0 && file.size < 1024 * 1024) return file;
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = turn % 2 ? [height, width] : [width, height];
  const pen = canvas.getContext("2d");
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((turn * Math.PI) / 2);
  pen.drawImage(picture, -width / 2, -height / 2, width, height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}

class Page {
  constructor(form, file) {
    this.form = form;
    this.file = file;
    this.turn = 0;
    this.key = crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (sign) =>
      (+sign ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+sign / 4)))).toString(16));
    this.row = document.createElement("li");
    this.row.className = "upload-row";
    this.name = Object.assign(document.createElement("span"), { textContent: file.name, className: "upload-name" });
    this.bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    this.bar.setAttribute("aria-label", file.name);
    this.state = Object.assign(document.createElement("span"), { className: "hint" });
    if (file.type.startsWith("image/")) this.row.append(this.thumbnail());
    this.row.append(this.name, this.bar, this.state, this.tools());
  }

  thumbnail() {
    this.picture = Object.assign(document.createElement("img"), { alt: "", src: URL.createObjectURL(this.file) });
    return this.picture;
  }

  tools() {
    const tools = document.createElement("span");
    tools.className = "upload-tools";
    const add = (word, act) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link", textContent: word });
      button.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${this.file.name}` }));
      button.addEventListener("click", act);
      tools.append(button);
    };
    if (this.picture) add(words.turn, () => { this.turn = (this.turn + 1) % 4; this.picture.dataset.turn = this.turn; });
    add(words.up, () => this.row.previousElementSibling?.before(this.row));
    add(words.down, () => this.row.nextElementSibling?.after(this.row));
    add(words.remove, () => { this.row.remove(); this.form.dispatchEvent(new Event("pages")); });
    return tools;
  }

  async send(address, token, progress) {
    const file = await smaller(this.file, this.turn);
    const headers = { "X-CSRFToken": token };
    const type = this.form.elements.type.value;
    const asked = JSON.stringify({ key: this.key, name: file.name, size: file.size, type });
    let { received } = await this.ask(address, { method: "POST", headers, body: asked });
    while (received < file.size) {
      const piece = file.slice(received, received + PIECE);
      const answer = await this.ask(`${address}${this.key}/?offset=${received}`, { method: "POST", headers, body: piece });
      received = answer.received;
      this.bar.value = Math.floor((received / file.size) * 100);
      this.state.textContent = `${words.sending} ${this.bar.value} %`;
      progress();
    }
    this.state.textContent = words.done;
  }

  // One request; a lost network is waited out, a refusal is an error in words.
  async ask(address, request) {
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(address, request).catch(() => null);
      if (answer && answer.status < 500) {
        const told = await answer.json();
        if (!answer.ok) throw new Error(told.error);
        return told;
      }
      this.state.textContent = words.waiting;
      await pause(WAITS[Math.min(tries, WAITS.length - 1)]);
    }
  }
}

// The same summary that the server writes, with the focus on it.
function refuse(input, text) {
  document.querySelector(".error-summary")?.remove();
  const summary = Object.assign(document.createElement("div"), { className: "error-summary", tabIndex: -1 });
  summary.setAttribute("role", "alert");
  const list = document.createElement("ul");
  const line = document.createElement("li");
  line.append(Object.assign(document.createElement("a"), { href: `#${input.id}`, textContent: text }));
  list.append(line);
  summary.append(Object.assign(document.createElement("h2"), { textContent: words.wrong }), list);
  document.querySelector("main h1").after(summary);
  summary.focus();
}

function prepare(form) {
  const input = form.querySelector("input[type=file]");
  const list = Object.assign(document.createElement("ol"), { className: "upload-list" });
  const total = Object.assign(document.createElement("p"), { className: "hint", hidden: true });
  const told = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  told.setAttribute("role", "status");
  input.after(list, total, told);
  const pages = new Map();
  const shown = () => [...list.children].map((row) => pages.get(row));

  input.addEventListener("change", () => {
    if (!input.multiple || form.dataset.refused) list.replaceChildren();
    delete form.dataset.refused;
    for (const file of input.files) {
      const page = new Page(form, file);
      pages.set(page.row, page);
      list.append(page.row);
    }
    input.value = "";
  });

  form.addEventListener("submit", async (event) => {
    if (!list.children.length || form.dataset.arrived) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    const button = form.querySelector("button[type=submit]");
    button.setAttribute("aria-busy", "true");
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const sent = shown();
    const progress = () => {
      const sum = sent.reduce((all, page) => all + page.bar.value, 0);
      total.hidden = false;
      total.textContent = `${words.total} ${Math.floor(sum / sent.length)} %`;
    };
    try {
      for (const page of sent) await page.send(form.dataset.upload, token, progress);
      told.textContent = words.all;
      form.elements.uploads.value = sent.map((page) => page.key).join(",");
      form.elements.turns.value = "";
      form.dataset.arrived = "yes";
      form.submit();
    } catch (error) {
      delete form.dataset.sending;
      button.removeAttribute("aria-busy");
      refuse(input, error.message);
      form.dataset.refused = "yes";
    }
  }, { capture: true });
}

for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);
