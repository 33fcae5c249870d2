// Runs before the first paint: marks that scripts run, and applies the stored theme so that nothing flashes.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") {
      root.dataset.theme = theme;
    }
  } catch {
    // Storage is closed to us; the device's own theme stays.
  }
})();
