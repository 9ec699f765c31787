// Shows the advice for the chosen pain at once. The thresholds are settings, so they come with the page.
export function bind(scale) {
  const advice = document.getElementById(scale.dataset.painAdvice);
  if (!advice) return;
  const watchAt = Number(advice.dataset.watchAt);
  const redAt = Number(advice.dataset.redAt);

  scale.addEventListener("change", ({ target }) => {
    const pain = Number(target.value);
    const level = pain >= redAt ? "red" : pain >= watchAt ? "watch" : "ok";
    for (const panel of advice.querySelectorAll("[data-level]")) {
      panel.querySelectorAll("[data-pain-value]").forEach((place) => (place.textContent = pain));
      panel.hidden = panel.dataset.level !== level;
    }
  });
}
