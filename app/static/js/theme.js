// Light, dark, or as the device says; kept on this device.
export function bind(group) {
  const root = document.documentElement;
  const chosen = root.dataset.theme ?? "auto";
  group.querySelector(`[value="${chosen}"]`).checked = true;
  group.hidden = false;
  group.addEventListener("change", ({ target }) => {
    if (target.value === "auto") delete root.dataset.theme;
    else root.dataset.theme = target.value;
    try {
      localStorage.setItem("theme", target.value);
    } catch {
      // Storage may be refused; the choice then holds for this page.
    }
  });
}
