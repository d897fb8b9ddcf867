// Runs before the page is painted, so that a chosen theme never flashes.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // Storage may be switched off; the system's choice then holds.
}
