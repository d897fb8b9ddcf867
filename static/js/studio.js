// Keys for people who read many drafts. Everything here is also a button or a link.
//   j, ArrowDown / k, ArrowUp  next or previous text
//   e                          edit the text one is on
//   a                          press its main button: keep a draft, approve what waits
const STOPS = "[data-draft], [data-step]";

function typing(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function current(stops) {
  return stops.findIndex((stop) => stop.contains(document.activeElement));
}

function move(stops, by) {
  const at = current(stops);
  const next = at < 0 ? (by > 0 ? 0 : stops.length - 1) : at + by;
  const stop = stops[Math.min(Math.max(next, 0), stops.length - 1)];
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: "nearest" });
}

// The preview follows the draft one is on.
function show(stop) {
  const wanted = stop?.dataset.shows && document.getElementById(stop.dataset.shows);
  for (const each of wanted ? document.querySelectorAll("[data-shown]") : []) {
    each.hidden = each !== wanted;
  }
  return Boolean(wanted);
}

document.addEventListener("focusin", (event) => show(event.target.closest("[data-draft]")));
document.addEventListener("click", (event) => {
  const stop = event.target.closest("[data-draft]");
  if (show(stop) && event.target.closest("[data-show]")) {
    event.preventDefault();
    document.querySelector(".place-view").scrollIntoView({ block: "nearest" });
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
    return;
  }
  const stops = [...document.querySelectorAll(STOPS)];
  const stop = stops[current(stops)];
  const arrows = stop ? { ArrowDown: 1, ArrowUp: -1 } : {};
  const by = { j: 1, k: -1, ...arrows }[event.key];
  if (by && stops.length) {
    event.preventDefault();
    move(stops, by);
  } else if (event.key === "e") {
    const address = stop?.dataset.edit ?? document.querySelector("a[data-edit]")?.href;
    if (address) {
      window.location.assign(address);
    }
  } else if (event.key === "a") {
    const button = (stop ?? document).querySelector("[data-approve], button[name=draft]");
    if (button && (stop || button.matches("[data-approve]"))) {
      button.click();
    }
  }
});
