// Menus and confirmations are <details>: they open without JavaScript. With it they also close
// on Escape, on a click elsewhere, and when another one opens.
const SELECTOR = "details.menu[open], details.confirm[open]";

function close(details, { focus = false } = {}) {
  details.open = false;
  if (focus) {
    details.querySelector("summary").focus();
  }
}

export function startMenus() {
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    for (const details of document.querySelectorAll(SELECTOR)) {
      if (cancel && details.contains(cancel)) {
        close(details, { focus: true });
      } else if (!details.contains(event.target)) {
        close(details);
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      return;
    }
    for (const details of document.querySelectorAll(SELECTOR)) {
      close(details, { focus: details.contains(document.activeElement) });
    }
  });
  document.addEventListener("focusin", (event) => {
    for (const details of document.querySelectorAll(SELECTOR)) {
      if (!details.contains(event.target)) {
        close(details);
      }
    }
  });
}
