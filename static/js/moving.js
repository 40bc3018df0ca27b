// While the worker is busy the page looks again each second, and comes anew when it is done.
const SECOND = 1000;

async function look() {
  const answer = await fetch(window.location.href, { credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = fresh.querySelector("[data-moving]");
  const shown = document.querySelector("[data-moving]");
  if (now) shown.replaceWith(now);
  else window.location.reload();
}

setInterval(() => look().catch(() => {}), SECOND);
