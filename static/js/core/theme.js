// The light / dark / device choice of the account menu; kept on this device.

function apply(theme) {
  const root = document.documentElement;
  if (theme === "system") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
  }
}

function store(theme) {
  try {
    if (theme === "system") {
      localStorage.removeItem("theme");
    } else {
      localStorage.setItem("theme", theme);
    }
  } catch {
    // The choice then lasts for this page only.
  }
}

export function startTheme() {
  apply(document.documentElement.dataset.theme ?? "system");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (button) {
      apply(button.dataset.themeSet);
      store(button.dataset.themeSet);
    }
  });
}
