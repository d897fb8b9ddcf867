// <button data-copy="#id" hidden> copies the text of that element and says so.
export function startCopyButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.querySelector(button.dataset.copy);
    if (!source) {
      return;
    }
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    const label = button.querySelector("[data-copy-label]") ?? button;
    const before = label.textContent;
    label.textContent = "Copied";
    setTimeout(() => {
      label.textContent = before;
    }, 2000);
  });
}
