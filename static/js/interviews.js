// Notes of a talk are not lost by a slip: leaving the page before they are kept asks once. They are
// never stored in the browser, since they are what somebody said in confidence.
const form = document.querySelector("form[data-notes]");

if (form) {
  let unkept = "unkept" in form.dataset;
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
