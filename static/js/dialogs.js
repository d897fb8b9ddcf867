// <button data-opens="id"> opens <dialog id="id">; a button with data-closes inside closes it.
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      document.getElementById(opener.dataset.opens)?.showModal();
      return;
    }
    if (event.target.closest("[data-closes]")) {
      event.target.closest("dialog")?.close();
    } else if (event.target instanceof HTMLDialogElement) {
      event.target.close(); // the backdrop belongs to the dialog itself
    }
  });
}
