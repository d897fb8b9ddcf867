// Pages that a job is at: once the job has finished, the page shows what came of it. Where somebody
// is writing in the page it stays as it is, and a link leads on.

const writing = () => document.activeElement?.matches("input, select, textarea") ?? false;

for (const at of document.querySelectorAll("[data-then-reload]"))
  at.addEventListener("htmx:afterSettle", () => {
    const job = at.querySelector(".job");
    if (job && !job.hasAttribute("hx-get") && !writing()) window.location.reload();
  });
