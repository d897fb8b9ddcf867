// Toasts stay until they are dismissed: nobody has to read against the clock.
export function startToasts() {
  for (const button of document.querySelectorAll(".toast .close")) {
    button.hidden = false;
  }
  document.addEventListener("click", (event) => {
    event.target.closest(".toast .close")?.closest(".toast").remove();
  });
}
