// A link to a confirmation page opens it in a dialog; without scripts the page itself opens.
for (const link of document.querySelectorAll("a[data-confirm]")) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = await fetch(link.href, { headers: { "X-Requested-With": "fetch" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = answer.ok && page.querySelector("[data-confirm-page]");
    if (!content) {
      location.assign(link.href);
      return;
    }
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", link.textContent.trim());
    dialog.append(document.importNode(content, true));
    dialog.querySelector("[data-confirm-back]")?.addEventListener("click", (press) => {
      press.preventDefault();
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
