// The studio, the list of texts, what waits and the page of one text, for people who use keys.
// Whatever a key does is also a link or a button: an element with data-key="l" inside the text one
// is on is pressed by "l". docs/marketer.md and the dialog under "?" list them all.
import { say } from "./say.js";

const STOPS = "[data-draft], [data-step]";
const NARROW = "(max-width: 60rem)";
const TWO_COLUMNS = "(max-width: 88rem)";

function typing(target) {
  return target.closest(
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog",
  );
}

const stops = () => [...document.querySelectorAll(STOPS)];
const here = () => stops().find((stop) => stop.contains(document.activeElement));

function go(by) {
  const all = stops();
  const at = all.indexOf(here());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  const stop = all[Math.min(Math.max(next, 0), all.length - 1)];
  stop?.focus({ preventScroll: true });
  stop?.scrollIntoView({ block: "nearest" });
}

// The preview follows the draft one is on; on a phone it comes to it when asked for.
function show(stop) {
  const wanted = stop?.dataset.shows && document.getElementById(stop.dataset.shows);
  for (const each of wanted ? document.querySelectorAll("[data-shown]") : []) {
    each.hidden = each !== wanted;
  }
  return wanted;
}

function bringPreview(stop) {
  const wanted = show(stop);
  if (wanted && window.matchMedia(NARROW).matches) {
    stop.append(wanted);
  }
  wanted?.scrollIntoView({ block: "nearest" });
}

// One text is changed at a time: a second form would fight the first for the lens.
function editHere(event, link) {
  const open = document.querySelector("[data-editing]");
  if (!open) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  open.querySelector("input:not([type=hidden]), textarea").focus();
  say("You are changing a draft already. Keep it or cancel first.", "warning");
}

let unkept = false;

function watchEditing() {
  document.addEventListener("input", (event) => {
    unkept ||= Boolean(event.target.closest("[data-editing] form"));
  });
  document.addEventListener("submit", (event) => {
    unkept &&= !event.target.matches("[data-editing] form");
  });
  window.addEventListener("beforeunload", (event) => {
    if (unkept) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    event.detail.target.closest?.("main")?.querySelector("[data-editing] [data-part]")?.matches(":focus") ||
      (event.detail.requestConfig.verb === "get" &&
        document.querySelector("[data-editing] [data-part]")?.focus());
  });
}

const ticks = () => [...document.querySelectorAll("[data-tick]")];

function count() {
  const number = ticks().filter((tick) => tick.checked).length;
  for (const label of document.querySelectorAll("[data-picked-count]")) {
    label.textContent = number ? `With the ${number} ticked` : "With the ticked ones";
  }
  document.documentElement.toggleAttribute("data-picking", number > 0);
  return number;
}

function tick(stop) {
  const box = stop?.querySelector("[data-tick]");
  if (box) {
    box.checked = !box.checked;
    say(`${box.checked ? "Ticked" : "No longer ticked"}: ${count()} in all.`, "quiet");
  }
}

function open(stop) {
  const why = stop?.querySelector("details.why > summary");
  const leads = stop?.dataset.open || stop?.dataset.step;
  if (leads) {
    window.location.assign(leads);
  } else {
    why?.click();
  }
}

// What other pages call the main button and the link to edit.
const ALSO = { a: ", [data-approve]", e: ", a[data-edit]" };

// What a key presses: in the text one is on, else on the page where only one thing can be meant.
function press(key) {
  const wanted = `[data-key="${key}"]${ALSO[key] ?? ""}`;
  const inside = here()?.querySelector(wanted);
  const target = inside ?? document.querySelector(`[data-page-key="${key}"]`);
  const single = stops().length === 0 || key === "g";
  const found = target ?? (single && document.querySelector(wanted));
  if (!found && key === "e" && here()?.dataset.edit) {
    window.location.assign(here().dataset.edit);
  }
  if (!found) {
    return false;
  }
  found.click();
  if (found.matches("summary")) {
    found.parentElement.querySelector("select")?.focus();
  }
  return true;
}

const ACTS = {
  j: () => go(1),
  k: () => go(-1),
  x: () => tick(here()),
  Enter: () => open(here()),
  c: () => here()?.querySelector('[data-copy$="-whole"]')?.click(),
  C: () => document.querySelector("[data-dialect]")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
    return;
  }
  const { key } = event;
  const arrow = here() && { ArrowDown: "j", ArrowUp: "k" }[key];
  if (key === "Enter" && document.activeElement !== here()) {
    return; // a link or button inside has the key
  }
  const act = ACTS[arrow ?? key];
  if (act) {
    event.preventDefault();
    act();
  } else if (/^[a-zA-Z]$/.test(key) && press(key)) {
    event.preventDefault();
  }
});

document.addEventListener("focusin", (event) => show(event.target.closest("[data-draft]")));
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    for (const box of ticks()) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-tick], [data-tick-all]")) {
    count();
  }
});
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("[data-edit-here]");
    if (link) {
      editHere(event, link);
    }
    const stop = event.target.closest("[data-draft]");
    if (stop && event.target.closest("[data-show]")) {
      event.preventDefault();
      bringPreview(stop);
    } else {
      show(stop);
    }
    if (event.target.closest("[data-leave]")) {
      unkept = false;
    }
  },
  true,
);

for (const hidden of document.querySelectorAll("[data-needs-script], [data-tick-all]")) {
  hidden.hidden = false;
}
if (window.matchMedia(TWO_COLUMNS).matches) {
  for (const fold of document.querySelectorAll("[data-fold]")) fold.open = false;
}
watchEditing();
count();
