// One press writes a suggestion into the text field it is about. The field keeps its own undo.

const FIELDS = "textarea, input[type=text], input:not([type])";

function show() {
  for (const button of document.querySelectorAll("button[data-mend][hidden]")) button.hidden = false;
}

function places(form, words) {
  return [...form.querySelectorAll(FIELDS)].map((field) => [field, field.value.indexOf(words)]);
}

function write(field, start, words, instead) {
  field.focus();
  field.setSelectionRange(start, start + words.length);
  // The old command is the one way that keeps the browser's undo; not every browser has it.
  const typed = document.execCommand && document.execCommand("insertText", false, instead);
  if (!typed) field.setRangeText(instead, start, start + words.length, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-mend]");
  if (!button) return;
  const form = document.querySelector(button.dataset.mend);
  const words = button.dataset.words;
  const found = form && places(form, words).find(([, start]) => start >= 0);
  if (found) write(found[0], found[1], words, button.dataset.with);
  button.disabled = true;
});

document.addEventListener("htmx:afterSettle", show);
show();
