// Counts the seconds until a new code may be asked for; without scripts the server says it.
const button = document.querySelector("[data-countdown]");
const words = document.querySelector("[data-countdown-text]");

if (button && words) {
  let left = Number(button.dataset.countdown);
  button.disabled = left > 0;
  const timer = setInterval(() => {
    left -= 1;
    words.textContent = words.textContent.replace(/\d+/, Math.max(left, 0));
    if (left > 0) return;
    clearInterval(timer);
    button.disabled = false;
    words.remove();
  }, 1000);
}
