// Reviews by single keys, and words marked in a quote. Every key has a button or a form as well.

const typing = (event) =>
  event.target.closest("input, select, textarea, [contenteditable]") !== null;

function press(place) {
  if (!place) return false;
  if (place.tagName !== "DETAILS") {
    place.click();
    return true;
  }
  place.open = !place.open;
  if (place.open) place.querySelector("select, input:not([type=hidden]), button")?.focus();
  return true;
}

const pressAlways = (key) =>
  press(document.querySelector(`[data-always="${CSS.escape(key)}"]`));

function startKeys(list) {
  const rows = [...list.children];
  let at = Math.min(Math.max(Number.parseInt(list.dataset.at, 10) || 0, 0), rows.length - 1);
  const mark = (number) => {
    rows[at].removeAttribute("aria-current");
    at = Math.min(Math.max(number, 0), rows.length - 1);
    rows[at].setAttribute("aria-current", "true");
    rows[at].scrollIntoView({ block: "nearest" });
  };
  mark(at);
  list.addEventListener("focusin", (event) => {
    const number = rows.findIndex((row) => row.contains(event.target));
    if (number >= 0 && number !== at) mark(number);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && list.contains(event.target)) {
      const open = event.target.closest("details[open]");
      if (open) open.open = false;
      rows[at].focus();
      return;
    }
    if (typing(event)) return;
    // A button or link in focus takes Enter itself.
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const key = CSS.escape(event.key);
    if (event.key === "ArrowDown" || event.key === "j") mark(at + 1);
    else if (event.key === "ArrowUp" || event.key === "k") mark(at - 1);
    else if (!press(rows[at].querySelector(`[data-press~="${key}"]`)) && !pressAlways(event.key))
      return;
    event.preventDefault();
  });
}

function startMarking(form) {
  const text = form.querySelector("[data-marked-in]");
  const words = form.querySelector("[data-marked]");
  // Not readonly: browsers show no caret there, so nobody could mark words by the keyboard.
  text.addEventListener("beforeinput", (event) => event.preventDefault());
  const take = () => {
    const marked = text.value.slice(text.selectionStart, text.selectionEnd).trim();
    if (marked) words.value = marked.slice(0, words.maxLength);
  };
  text.addEventListener("select", take);
  text.addEventListener("mouseup", take);
  text.addEventListener("keyup", (event) => {
    take();
    // Enter in the text, where it writes nothing, shows how the marked words read.
    if (event.key === "Enter" && words.value) form.requestSubmit();
  });
}

// With nothing left to decide on, the last decision can still be taken back.
function startAlways() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (pressAlways(event.key)) event.preventDefault();
  });
}

const lists = document.querySelectorAll("[data-keys]");
for (const list of lists) startKeys(list);
if (!lists.length) startAlways();
for (const form of document.querySelectorAll("[data-marking]")) startMarking(form);
