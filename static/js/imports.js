// The page of an import that a job is at: once the job has finished, the page shows what came of it.
const at = document.querySelector("[data-then-reload]");

function finished() {
  const job = at.querySelector(".job");
  return job && !job.hasAttribute("hx-get");
}

at?.addEventListener("htmx:afterSettle", () => {
  if (finished()) window.location.reload();
});
