// The open tab is in sight where the bar is wider than the screen.
for (const open of document.querySelectorAll(".tab-bar [aria-current]")) {
  const bar = open.closest(".tab-bar");
  bar.scrollLeft = open.offsetLeft - bar.offsetLeft - (bar.clientWidth - open.offsetWidth) / 2;
}
