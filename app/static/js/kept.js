// The page after an answer was kept: shows the advice its numbers ask for, and notes that it was shown.
const WAITING = "plinth-waiting";

export async function bind(page) {
  const waiting = await caches.open(WAITING);
  const found = await waiting.match(page.dataset.kept);
  page.querySelector("[data-if='kept']").hidden = !found;
  page.querySelector("[data-if='none']").hidden = Boolean(found);
  if (!found) return;
  const kept = await found.json();
  const fields = new URLSearchParams(kept.body);
  const level = levelOf(fields, JSON.parse(page.dataset.limits));
  for (const panel of page.querySelectorAll("[data-level]")) panel.hidden = panel.dataset.level !== level;
  if (level !== "red") return;
  fields.set("advice_seen", page.dataset.version);
  await waiting.put(page.dataset.kept, new Response(JSON.stringify({ ...kept, body: fields.toString() })));
}

// The house rule for one answer, as safety.traffic_light has it; its numbers come with the page.
function levelOf(fields, limits) {
  const [before, after] = ["pain_before", "pain_after"].map((name) => (fields.get(name) ? Number(fields.get(name)) : null));
  if (after === null) return "";
  const rise = before === null ? 0 : after - before;
  if (after >= limits.red_after || (rise >= limits.red_rise && after >= limits.red_rise_after)) return "red";
  return after >= limits.amber_after || rise >= limits.amber_rise ? "amber" : "green";
}
