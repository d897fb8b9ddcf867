// The test page: loads the very script customers' pages load, and writes down what it does.
const log = document.querySelector("[data-try-log]");

function note(title, detail) {
  const row = document.createElement("li");
  const strong = document.createElement("strong");
  const small = document.createElement("span");
  strong.textContent = title;
  small.textContent = detail;
  small.className = "muted small";
  row.append(strong, " ", small);
  log.append(row);
  document.querySelector("[data-try-quiet]").hidden = true;
}

function said(copy) {
  const test = copy.experiment;
  return test ? `text ${copy.variant}, as arm of the test ${test.key}` : `text ${copy.variant}, no test`;
}

// The site's own pages are protected by a token, which the script of strangers' pages knows not of.
function withToken() {
  const plain = window.fetch;
  const token = log.parentElement.querySelector("[name=csrfmiddlewaretoken]").value;
  window.fetch = (address, options = {}) => {
    const headers = { ...options.headers };
    if (String(address).includes(log.dataset.api)) {
      headers["X-CSRFToken"] = token;
      return plain(address, { ...options, headers, credentials: "same-origin" });
    }
    return plain(address, options);
  };
}

function listen() {
  document.addEventListener("cuppa:copy", ({ detail }) => {
    const found = Object.values(detail.copy);
    note("Fetched", `the words of ${found.length} ${found.length === 1 ? "place" : "places"} in one call.`);
    found.forEach((copy) => note(copy.placement, `${said(copy)}.`));
  });
  document.addEventListener("cuppa:kept", ({ detail }) => {
    note("Kept your own words", `for ${detail.placements.join(", ")}: ${detail.why}.`);
  });
  document.addEventListener("cuppa:reported", ({ detail }) => {
    detail.answer.results.forEach((result, place) => {
      const event = detail.events[place];
      const what = event.type === "exposure" ? `saw ${event.arm}` : `did ${event.goal}`;
      const became = result.status === "rejected" ? `refused: ${result.detail}` : "taken, as a preview";
      note("Reported", `the visitor ${what}; ${became}.`);
    });
  });
  document.addEventListener("cuppa:lost", () => note("Lost", "a report did not get through."));
  document.querySelector("[data-try-again]").addEventListener("click", () => location.reload());
}

if (log) {
  withToken();
  listen();
  const script = document.createElement("script");
  script.src = log.dataset.script;
  script.dataset.key = "test-page";
  script.dataset.api = `${location.origin}${log.dataset.api.replace(/\/$/, "")}`;
  script.dataset.timeout = "5000";
  document.head.append(script);
}
