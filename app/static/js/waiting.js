// Says which answers are still on this phone, and sends them when there is a network.
const WAITING = "plinth-waiting";

export async function bind(place) {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  const send = async () => {
    if ((await list()).length) (await navigator.serviceWorker.ready).active.postMessage({ act: "send" });
  };
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (!data.session) return;
    if (data.state === "saved") forget(data.session);
    draw(place, data.state === "saved");
  });
  window.addEventListener("online", send);
  place.querySelector("[data-send]").addEventListener("click", send);
  place.querySelector("[data-open]").addEventListener("click", async () => open((await list()).find(({ state }) => state === "asks")));
  place.querySelector("[data-drop]").addEventListener("click", async () => {
    const refused = (await list()).find(({ state }) => state === "refused");
    await (await caches.open(WAITING)).delete(refused.session);
    draw(place);
  });
  await draw(place);
  await send();
}

async function list() {
  const waiting = await caches.open(WAITING);
  const found = await Promise.all((await waiting.keys()).map(async (request) => [request, await waiting.match(request)]));
  // One may have gone out in between.
  const there = found.filter(([, response]) => response);
  return Promise.all(there.map(async ([{ url }, response]) => ({ ...(await response.json()), session: new URL(url).pathname })));
}

async function draw(place, hasJustSent = false) {
  const states = (await list()).map(({ state }) => state);
  const shown = ["asks", "refused", "sign-in", "waiting"].find((state) => states.includes(state)) ?? (hasJustSent ? "saved" : "");
  place.hidden = !shown;
  for (const words of place.querySelectorAll("[data-state]")) words.hidden = words.dataset.state !== shown;
}

// The answer as it was given, sent by the page itself, so that the person sees what the server says.
function open({ path, body }) {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: path, hidden: true });
  const fields = new URLSearchParams(body);
  const token = document.querySelector("[name=csrf_token]");
  if (token) fields.set("csrf_token", token.value);
  for (const [name, value] of fields) {
    const field = document.createElement("textarea");
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function forget(session) {
  const number = session.split("/").pop();
  for (const name of Object.keys(localStorage)) if (name.startsWith(`plinth-session-${number}-`)) localStorage.removeItem(name);
}
