// What the listen pages gain from JavaScript: counting chosen quotes, review by single keys.

function startChoosing(form) {
  const count = form.querySelector("[data-count]");
  const boxes = [...form.querySelectorAll('input[name="evidence"]')];
  if (!count || boxes.length === 0) return;
  const rest = count.textContent;

  const all = document.createElement("label");
  all.className = "row small choose-all";
  const box = document.createElement("input");
  box.type = "checkbox";
  all.append(box, "Choose all on this page");
  form.querySelector(".quotes").before(all);

  const show = () => {
    const chosen = boxes.filter((one) => one.checked).length;
    count.textContent =
      chosen === 0 ? rest : `${chosen} chosen ${chosen === 1 ? "quote speaks" : "quotes speak"} of`;
    box.checked = chosen === boxes.length;
    box.indeterminate = chosen > 0 && chosen < boxes.length;
    form.classList.toggle("choosing", chosen > 0);
  };
  box.addEventListener("change", () => {
    for (const one of boxes) one.checked = box.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
}

function startReview(list) {
  const rows = [...list.querySelectorAll("form")];
  if (rows.length === 0) return;
  let at = 0;
  const mark = (number) => {
    rows[at].removeAttribute("aria-current");
    at = Math.min(Math.max(number, 0), rows.length - 1);
    rows[at].setAttribute("aria-current", "true");
    rows[at].scrollIntoView({ block: "nearest" });
  };
  mark(0);
  list.addEventListener("focusin", (event) => {
    const number = rows.indexOf(event.target.closest("form"));
    if (number >= 0) mark(number);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "ArrowDown" || event.key === "j") {
      mark(at + 1);
    } else if (event.key === "ArrowUp" || event.key === "k") {
      mark(at - 1);
    } else if (/^[0-9]$/.test(event.key)) {
      rows[at].querySelector(`[data-key="${event.key}"]`)?.click();
    } else {
      return;
    }
    event.preventDefault();
  });
}

for (const form of document.querySelectorAll("[data-choose]")) startChoosing(form);
for (const list of document.querySelectorAll("[data-review]")) startReview(list);
