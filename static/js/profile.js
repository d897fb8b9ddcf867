// Changing a part in place by keyboard: Escape puts it back, Ctrl or Cmd with Enter keeps it.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-part]");
  if (!form) return;
  if (event.key === "Escape") {
    event.preventDefault();
    form.querySelector("[data-cancel-part]")?.click();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
