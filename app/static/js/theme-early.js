// Runs before the first paint, so a page chosen dark never flashes light.
(function () {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be refused; the page then follows the device.
  }
})();
