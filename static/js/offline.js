/* What every page does about the connection: it tells the service worker what it is made of, sends what an earlier
   page could not, and says when the connection is lost. */

import { showBanner } from "./banner.js";
import { person, SaveQueue } from "./entry-queue.js";
import { forgetOldSaved, outbox } from "./entry-store.js";

/** Queues of other pages: those of this page look after themselves. */
async function others() {
  const own = new Set([...document.querySelectorAll("[data-save]")].map((element) => element.dataset.save));
  return (await outbox(person())).filter(({ address }) => !own.has(address));
}

async function sendOthers() {
  for (const { address, name } of await others()) {
    const queue = new SaveQueue(address, name);
    queue.addEventListener("failed", () => {
      queue.stopped = true;
    });
    await queue.restore();
    await queue.flush();
    queue.close();
  }
}

async function waitingHere() {
  const queues = await outbox(person());
  return queues.reduce((sum, { count }) => sum + count, 0);
}

async function look() {
  if (document.querySelector("[data-save]")) {
    if (!navigator.onLine) showBanner({ lost: true, count: await waitingHere() });
    return;
  }
  if (navigator.onLine) await sendOthers();
  showBanner({ lost: !navigator.onLine, count: await waitingHere() });
}

/** Install the service worker, and let it keep what this page is made of. */
async function install() {
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  if (document.readyState !== "complete") {
    await new Promise((loaded) => window.addEventListener("load", loaded, { once: true }));
  }
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  active.postMessage({ type: "made-of", address: location.href, files });
}

window.addEventListener("online", look);
window.addEventListener("offline", look);
look();
forgetOldSaved();
if (person() && "serviceWorker" in navigator) install().catch(() => {});
