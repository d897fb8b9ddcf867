// Words are not lost by a slip: leaving a page before they are saved asks once. They are never
// stored in the browser, which others may use after one.
const form = document.querySelector("form[data-unkept]");

if (form) {
  let unkept = form.dataset.unkept === "yes";
  form.addEventListener("input", () => {
    unkept = true;
  });
  form.addEventListener("submit", () => {
    unkept = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unkept) event.preventDefault();
  });
}
