// Notes of a talk survive a reload: they wait in this browser until they are kept, a week at most.
// Who was spoken to is never stored here.
const WEEK = 7 * 24 * 3600 * 1000;
const PREFIX = "cuppa-notes:";
const form = document.querySelector("form[data-draft]");

function read(key) {
  try {
    const told = JSON.parse(localStorage.getItem(key) ?? "null");
    return told && Date.now() - told.at < WEEK ? told : null;
  } catch {
    return null;
  }
}

function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

if (form) {
  const key = PREFIX + form.dataset.draft;
  const note = form.querySelector("[data-draft-note]");
  const fields = [...form.querySelectorAll("textarea[name^='said_']")];
  const kept = read(key);
  if (!kept) drop(key);
  if (kept && !("draftSent" in form.dataset)) {
    for (const field of fields) field.value ||= kept.notes[field.name] ?? "";
    if (note) note.hidden = false;
  }
  form.addEventListener("input", (event) => {
    if (!fields.includes(event.target)) return;
    const notes = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), notes }));
      if (note) note.hidden = false;
    } catch {
      // Full, or switched off: the form works as it does without this.
    }
  });
  form.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    drop(key);
    for (const field of fields) field.value = "";
    note.hidden = true;
    fields[0]?.focus();
  });
}

// The page that says the notes are kept.
for (const done of document.querySelectorAll("[data-notes-kept]")) {
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(`${PREFIX}${done.dataset.notesKept}:`))
      .forEach(drop);
  } catch {
    // Nothing was kept here.
  }
}
