// Remembers a choice on this device; where storing is forbidden the choice holds for this page.
export function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* private window */ }
}
