// The journey drawn by hand: drag a stage to place it, drag its dot to another stage for a new
// transition, move the stage in focus with the arrow keys. Everything here is also a form: a
// stage's place on its own page, a transition by "Add a transition". Touch is left for scrolling.
const STEP = 12;
const LEAP = 60;
const PAUSE = 450;
const STARTS_AT = 4;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

let drag = null;
let waiting = null;

const wrap = () => document.querySelector("[data-journey]");
const svg = () => wrap().querySelector("svg");
const number = (name) => Number(wrap().dataset[name]);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

function say(text) {
  const status = document.querySelector("[data-journey-status]");
  if (status) status.textContent = text;
}

// Where the pointer is, in the units of the drawing.
function place(event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(svg().getScreenCTM().inverse());
}

// Shift a stage on the screen, within the frame; its arrows follow when it is saved.
function shift(node, dx, dy) {
  const x = Number(node.dataset.x);
  const y = Number(node.dataset.y);
  const margin = number("margin");
  const left = clamp(x + dx, margin, margin + number("across"));
  const top = clamp(y + dy, margin, margin + number("down"));
  node.setAttribute("transform", `translate(${left - x} ${top - y})`);
  node.moved = [left, top];
  for (const arrow of svg().querySelectorAll(".arrow")) {
    const hangs = [arrow.dataset.from, arrow.dataset.to].includes(node.dataset.stage);
    arrow.classList.toggle("loose", hangs);
  }
}

async function save(node) {
  const margin = number("margin");
  const [left, top] = node.moved;
  const body = new URLSearchParams({
    x: ((left - margin) / number("across")).toFixed(4),
    y: ((top - margin) / number("down")).toFixed(4),
  });
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
  const name = node.getAttribute("aria-label").split(",")[0];
  const inFocus = document.activeElement?.closest(".node") === node;
  const scrolled = wrap().scrollLeft;
  try {
    const answer = await fetch(node.dataset.place, { method: "POST", body, headers });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("board").replaceWith(page.getElementById("board"));
    wrap().scrollLeft = scrolled;
    if (inFocus) document.getElementById(node.id)?.focus({ preventScroll: true });
    say(`${name} has its place.`);
  } catch {
    node.removeAttribute("transform");
    say(`${name} could not be placed. Load the page again and try once more.`);
  }
}

function line(from, to) {
  let drawn = svg().querySelector(".joining");
  if (!drawn) {
    drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
    drawn.setAttribute("class", "joining");
    svg().append(drawn);
  }
  drawn.setAttribute("d", `M${from.x} ${from.y} L${to.x} ${to.y}`);
}

function nodeAt(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-stage]");
}

document.addEventListener("pointerdown", (event) => {
  const node = event.target.closest?.("[data-place]");
  if (!node || event.button !== 0 || event.pointerType === "touch") return;
  const joins = Boolean(event.target.closest("[data-handle]"));
  drag = { node, joins, from: place(event), x: event.clientX, y: event.clientY, began: false };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) >= STARTS_AT;
  if (!drag.began && !far) return;
  drag.began = true;
  const at = place(event);
  if (drag.joins) {
    line(drag.from, at);
    for (const each of svg().querySelectorAll(".aimed")) each.classList.remove("aimed");
    const over = nodeAt(event);
    if (over && over !== drag.node) over.classList.add("aimed");
  } else {
    drag.node.classList.add("dragged");
    shift(drag.node, at.x - drag.from.x, at.y - drag.from.y);
  }
});

document.addEventListener("pointerup", (event) => {
  if (!drag) return;
  const { node, joins, began } = drag;
  drag = null;
  svg().querySelector(".joining")?.remove();
  node.classList.remove("dragged");
  if (!began) return;
  // The click that ends a drag opens nothing; where none comes, the next one is not swallowed.
  const swallow = (click) => click.preventDefault();
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
  const target = nodeAt(event);
  if (!joins) save(node);
  else if (target && target !== node) {
    const ends = new URLSearchParams({ from: node.dataset.stage, to: target.dataset.stage });
    location.assign(`${wrap().dataset.join}?${ends}`);
  }
});

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-place]")) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const node = event.target.closest?.("[data-place]");
  const way = KEYS[event.key];
  if (!node || !way || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const by = event.shiftKey ? LEAP : STEP;
  const [left, top] = node.moved ?? [Number(node.dataset.x), Number(node.dataset.y)];
  shift(node, left - Number(node.dataset.x) + way[0] * by, top - Number(node.dataset.y) + way[1] * by);
  clearTimeout(waiting);
  waiting = setTimeout(() => save(node), PAUSE);
});
