// A copy button beside a field. It appears only where copying can work.
export function bind(button) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) return;
  const words = button.querySelector("span");
  const label = words.textContent;
  words.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      words.textContent = "Copied";
    } catch {
      words.textContent = "Press and hold to copy";
    }
    setTimeout(() => (words.textContent = label), 3000);
  });
}
