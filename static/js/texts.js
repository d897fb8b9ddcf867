// Several texts, a row each: there is always one more row, and pasted lines take a row each.
function rowsOf(box) {
  return [...box.querySelectorAll(".text-row")];
}

function fieldOf(row) {
  return row.querySelector("input, textarea");
}

function addRow(box) {
  const rows = rowsOf(box);
  if (rows.length >= Number(box.dataset.most)) {
    return null;
  }
  const last = rows.at(-1);
  const row = last.cloneNode(true);
  const number = rows.length + 1;
  const field = fieldOf(row);
  const said = field.getAttribute("aria-label").replace(/\d+$/, number);
  field.value = "";
  field.id = field.id.replace(/\d+$/, number - 1);
  field.setAttribute("aria-label", said);
  const pin = row.querySelector("select");
  if (pin) {
    pin.value = "0";
    pin.setAttribute("aria-label", `${said}: where it stands`);
  }
  last.after(row);
  return row;
}

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-texts]");
  if (box && fieldOf(rowsOf(box).at(-1)).value) {
    addRow(box);
  }
});

document.addEventListener("paste", (event) => {
  const box = event.target.closest("[data-texts]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  if (!box || lines.length < 2 || event.target.matches("textarea, select")) {
    return;
  }
  event.preventDefault();
  let row = event.target.closest(".text-row");
  for (const line of lines) {
    if (!row) {
      break;
    }
    fieldOf(row).value = line.trim();
    row = row.nextElementSibling ?? addRow(box);
  }
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});
