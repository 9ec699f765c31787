// What a session leaves on the device goes once its answer is saved; everything goes at signing out.
const WAITING = "plinth-waiting";
const SESSION = "plinth-session-";
const NOTED = "plinth-kept";

export function bind(place) {
  if (place instanceof HTMLFormElement) place.addEventListener("submit", leave);
  else settle(place.dataset.forget);
}

async function settle(session) {
  clear((name) => name.startsWith(`${SESSION}${session.split("/").pop()}-`));
  if ("caches" in window) await (await caches.open(WAITING)).delete(session);
}

async function leave(event) {
  const form = event.currentTarget;
  event.preventDefault();
  if ("caches" in window) {
    const waiting = await (await caches.open(WAITING)).keys();
    const warning = form.querySelector("[data-unsent]")?.dataset.unsent;
    if (waiting.length && warning && !confirm(warning)) return;
    for (const name of await caches.keys()) if (name.startsWith("plinth-")) await caches.delete(name);
  }
  clear((name) => name.startsWith(SESSION) || name === NOTED);
  form.submit();
}

function clear(isMeant) {
  for (const name of Object.keys(localStorage)) if (isMeant(name)) localStorage.removeItem(name);
}
