// What the pages of a campaign gain from JavaScript: how many are ticked, tick a whole cell,
// and x to tick the text one is on.

const boxes = [...document.querySelectorAll('input[name="cell"], input[name="variant"]')];
const count = document.querySelector("[data-tick-count]");
const rest = count?.textContent ?? "";
const which = document.querySelector('select[name="which"]');

function show() {
  const ticked = boxes.filter((one) => one.checked).length;
  if (count) count.textContent = ticked ? `With ${ticked} ticked:` : rest;
  for (const group of document.querySelectorAll("[data-tick-group]")) {
    const all = group.querySelector("[data-tick-all] input");
    const inside = [...group.querySelectorAll('input[name="variant"]')];
    const chosen = inside.filter((one) => one.checked).length;
    if (!all) continue;
    all.checked = chosen === inside.length;
    all.indeterminate = chosen > 0 && chosen < inside.length;
  }
}

for (const label of document.querySelectorAll("[data-tick-all]")) {
  label.hidden = false;
  label.addEventListener("change", (event) => {
    const group = label.closest("[data-tick-group]");
    for (const one of group.querySelectorAll('input[name="variant"]'))
      one.checked = event.target.checked;
    show();
  });
}

document.addEventListener("change", (event) => {
  if (which && event.target.name === "cell")
    which.value = boxes.some((one) => one.checked) ? "ticked" : "empty";
  show();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("textarea, select, input:not([type=checkbox])")) return;
  const box = event.target.closest("[data-draft]")?.querySelector('input[name="variant"]');
  if (box) {
    box.checked = !box.checked;
    show();
  }
});

show();
