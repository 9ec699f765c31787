// Keeps today's session on the phone, and an answer until there is a network again.
// What stays and for how long: docs/decisions/0017-a-phone-keeps-today.md.
const SHELF = "plinth-shelf"; // pages to open without a network, with everything they show
const WAITING = "plinth-waiting"; // answers that have not gone out, one for each session
const ANSWER = /^\/sessions\/(\d+)(\/not-today)?$/;
const PATIENCE_MS = 4_000; // for a page that is on the shelf
const LONG_PATIENCE_MS = 20_000; // for an answer on its way
const PIECE = /<(?:link|script|img|use|source)\b[^>]*?\s(?:src|href)="(\/[^"#]+)/g;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("sync", (event) => event.waitUntil(send()));
self.addEventListener("message", (event) => {
  const { act, paths } = event.data;
  event.waitUntil(act === "keep" ? stock(paths).then(() => event.source?.postMessage({ kept: paths })) : send());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "POST" && ANSWER.test(pathname)) event.respondWith(answer(request, pathname));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else event.respondWith(piece(request));
});

// The network has the newest page. Without one, or with one that takes too long, the shelf has today's.
async function page(request, pathname) {
  const fresh = fetch(request);
  try {
    return await within(PATIENCE_MS, fresh);
  } catch {
    const shelf = await caches.open(SHELF);
    const kept = await shelf.match(pathname === "/" ? "/today" : pathname);
    return kept ?? fresh.catch(async () => (await shelf.match("/offline")) ?? Response.error());
  }
}

// A static address carries the hash of its content, so what is on the shelf is never out of date.
async function piece(request) {
  const shelf = await caches.open(SHELF);
  return (await shelf.match(request.url)) ?? fetch(request);
}

async function answer(request, pathname) {
  const copy = request.clone();
  try {
    return await within(LONG_PATIENCE_MS, fetch(request));
  } catch {
    const body = await copy.text();
    const session = `/sessions/${pathname.match(ANSWER)[1]}`;
    if (new URLSearchParams(body).get("act") === "edit") return Response.redirect(session, 303);
    const waiting = await caches.open(WAITING);
    await waiting.put(session, note({ path: pathname, body, state: "waiting", keptAt: Date.now() }));
    await self.registration.sync?.register("answers").catch(() => {});
    return Response.redirect(`${session}/kept`, 303);
  }
}

function note(content) {
  return new Response(JSON.stringify(content), { headers: { "Content-Type": "application/json" } });
}

// One at a time and in the order they were given. The key in the form makes a repeated send the same answer.
function send() {
  return navigator.locks.request(WAITING, async () => {
    const waiting = await caches.open(WAITING);
    for (const request of await waiting.keys()) {
      const found = await waiting.match(request);
      if (!found) continue;
      const kept = await found.json();
      const state = await delivered(kept).catch(() => "waiting");
      if (state === "saved") await waiting.delete(request);
      else await waiting.put(request, note({ ...kept, state }));
      const { pathname } = new URL(request.url);
      for (const client of await self.clients.matchAll()) client.postMessage({ session: pathname, state });
      if (state === "waiting" || state === "sign-in") return;
    }
  });
}

// saved, or why not: waiting (no network, or a server in trouble), sign-in, asks (a person has to look), refused.
async function delivered(kept) {
  let response = await post(kept.path, kept.body);
  if (response.status === 400) response = await post(kept.path, await renewed(kept));
  const { pathname } = new URL(response.url);
  if (response.ok && pathname.endsWith("/done")) return "saved";
  if (response.ok && pathname === "/sign-in") return "sign-in";
  if (response.ok) return "asks";
  return response.status === 429 || response.status >= 500 ? "waiting" : "refused";
}

function post(path, body) {
  return fetch(path, { method: "POST", body: new URLSearchParams(body), signal: AbortSignal.timeout(LONG_PATIENCE_MS) });
}

// After a new sign-in the form's own token is out of date; the session's page has the present one.
async function renewed({ path, body }) {
  const words = await (await fetch(path)).text();
  const token = words.match(/name="csrf_token"[^>]*value="([^"]+)"/);
  const fields = new URLSearchParams(body);
  if (token) fields.set("csrf_token", token[1]);
  return fields.toString();
}

// Fills the shelf anew: these pages and what they show, and nothing from before.
async function stock(paths) {
  const pages = new Map();
  const pieces = new Set();
  for (const path of paths) {
    const response = await fetch(path);
    if (!response.ok || response.redirected) continue;
    pages.set(path, response.clone());
    for (const address of piecesOf(await response.text())) pieces.add(address);
  }
  const shelf = await caches.open(SHELF);
  for (const [path, response] of pages) await shelf.put(path, response);
  for (const address of pieces) if (!(await shelf.match(address))) await shelf.add(address);
  const wanted = new Set([...pages.keys(), ...pieces].map((address) => new URL(address, location.origin).href));
  for (const request of await shelf.keys()) if (!wanted.has(request.url)) await shelf.delete(request);
}

function piecesOf(words) {
  const modules = words.match(/data-modules="([^"]*)"/)?.[1].trim().split(/\s+/) ?? [];
  return [...[...words.matchAll(PIECE)].map(([, address]) => address), ...modules]
    .map((address) => address.replaceAll("&amp;", "&"))
    .filter((address) => !address.startsWith("//") && !address.startsWith("/manifest"));
}

function within(milliseconds, promise) {
  return Promise.race([promise, new Promise((_, fail) => setTimeout(fail, milliseconds))]);
}
