/* The service worker: without a connection it answers with the pages that matter most, as they were last seen.

   It keeps the home page and the pages of reports that were opened, for the person who is signed in and nobody else,
   and the static files that those pages are made of. Everything else goes through untouched. */

const FILES = "thidua-files";
const PAGES = "thidua-pages-";
const NOTHING_KEPT = "/ngoai-tuyen/";
const KEPT = /^\/(?:bao-cao\/[^/]+\/[^/]+\/[^/]+\/(?:tung-buoc\/)?)?$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const GATEWAY_ERRORS = [502, 503, 504];
const MOST_FILES = 300;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((files) => files.add(NOTHING_KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event));
});

self.addEventListener("message", (event) => {
  if (event.data?.type === "made-of") event.waitUntil(madeOf(event.data));
});

/* ── Pages ────────────────────────────────────────────────────────────────── */
async function page(event, url) {
  const at = Date.now();
  try {
    const response = await fetch(event.request);
    if (!GATEWAY_ERRORS.includes(response.status)) {
      if (response.ok) event.waitUntil(keepPage(url, response.clone(), at));
      return response;
    }
    return (await keptPage(url)) ?? response;
  } catch {
    return (await keptPage(url)) ?? (await caches.match(NOTHING_KEPT)) ?? Response.error();
  }
}

/** Every page says whose it is: that of another person, or of nobody, empties what was kept. Marked with its time. */
async function keepPage(url, response, at) {
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) return;
  const html = await response.text();
  const person = html.match(/<body[^>]* data-person="(\d*)"/)?.[1];
  if (person === undefined) return;
  const own = `${PAGES}${person}`;
  const foreign = (await caches.keys()).filter((name) => name.startsWith(PAGES) && (name !== own || !person));
  await Promise.all(foreign.map((name) => caches.delete(name)));
  if (!person || !KEPT.test(url.pathname) || url.searchParams.has("ban")) return;
  const headers = new Headers({ "Content-Type": "text/html; charset=utf-8" });
  for (const name of ["Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"]) {
    if (response.headers.has(name)) headers.set(name, response.headers.get(name));
  }
  const pages = await caches.open(own);
  await pages.put(url.pathname, new Response(html.replace("<html ", `<html data-kept="${at}" `), { headers }));
}

/** A page as it was last seen. */
async function keptPage(url) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).match(url.pathname)));
  return found.find(Boolean);
}

/* ── Files ────────────────────────────────────────────────────────────────── */
async function file(event) {
  const { request } = event;
  const kept = await caches.match(request, { cacheName: FILES });
  if (kept && HASHED.test(new URL(request.url).pathname)) return kept;
  try {
    const response = await fetch(request);
    if (response.status === 200) {
      const copy = response.clone();
      event.waitUntil(caches.open(FILES).then((cache) => cache.put(request, copy)));
    }
    return response;
  } catch {
    return kept ?? Response.error();
  }
}

/** Keep a page that was opened before this worker could see it, and the files that it is made of. */
async function madeOf({ address, files }) {
  const url = new URL(address);
  if (!KEPT.test(url.pathname)) return;
  if (!(await keptPage(url))) {
    const at = Date.now();
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    if (response.ok && !response.redirected) await keepPage(url, response, at);
  }
  const cache = await caches.open(FILES);
  const kept = await cache.keys();
  if (kept.length > MOST_FILES) await Promise.all(kept.map((one) => cache.delete(one)));
  const own = files.filter((name) => new URL(name).origin === location.origin && new URL(name).pathname.startsWith("/static/"));
  await Promise.all([NOTHING_KEPT, ...own].map((name) => keepFile(cache, name)));
}

async function keepFile(cache, name) {
  const hashed = HASHED.test(new URL(name, location.href).pathname);
  if (hashed && (await cache.match(name))) return;
  const response = await fetch(name);
  if (response.ok) await cache.put(name, response);
}
