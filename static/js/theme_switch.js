// The switch between the system's theme, light and dark. Without JavaScript it stays hidden.
const CHOICES = ["system", "light", "dark"];

function chosen() {
  return document.documentElement.dataset.theme ?? "system";
}

function choose(theme) {
  try {
    if (theme === "system") {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem("theme");
    } else {
      document.documentElement.dataset.theme = theme;
      localStorage.setItem("theme", theme);
    }
  } catch {
    // Storage may be switched off: the choice then lasts for this page.
  }
}

function show(buttons) {
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.dataset.theme === chosen()));
  }
}

export function startThemeSwitch(root) {
  for (const group of root.querySelectorAll("[data-theme-switch]")) {
    const buttons = [...group.querySelectorAll("button")].filter((button) =>
      CHOICES.includes(button.dataset.theme),
    );
    group.hidden = false;
    show(buttons);
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-theme]");
      if (button) {
        choose(button.dataset.theme);
        show(buttons);
      }
    });
  }
}
