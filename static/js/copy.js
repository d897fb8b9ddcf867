// <button data-copy="#id" hidden> copies the text of that element and says so; data-copied names
// what was copied in the message.
import { say } from "./say.js";

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
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    } catch {
      say("Your browser did not let us copy. Mark the text and copy it by hand.", "error");
      return;
    }
    if (button.dataset.copied) {
      say(`${button.dataset.copied} copied.`);
    }
    const own = button.dataset.copied ? null : button;
    const label = button.querySelector("[data-copy-label]") ?? own;
    if (!label) {
      return;
    }
    const before = label.textContent;
    label.textContent = "Copied";
    setTimeout(() => {
      label.textContent = before;
    }, 2000);
  });
}
