// Tells what a key or a button did, in the same place as every other message, without a reload.
const STAYS = 6000;

export function say(text, tone = "success") {
  const toasts = document.querySelector(".toasts");
  if (!toasts) {
    return;
  }
  toasts.querySelector("[data-said]")?.remove();
  const toast = document.createElement("div");
  toast.className = `toast ${tone}`;
  toast.dataset.said = "";
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  toasts.append(toast);
  if (tone === "success" || tone === "quiet") {
    setTimeout(() => toast.remove(), STAYS);
  }
}
