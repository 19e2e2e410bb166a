/* The line at the top of every page about a lost connection, a session that is over, and how much waits for them. */

/** Show or hide it: `lost` for the connection, `signedOut` for the session, `count` cells that wait. */
export function showBanner({ lost, signedOut = false, count = 0 }) {
  const banner = document.getElementById("offline");
  if (!banner) return;
  const { plain, waiting, ended } = banner.dataset;
  const words = signedOut ? ended : count ? waiting : plain;
  const text = words.replace("{count}", count);
  const line = banner.querySelector("[data-text]");
  if (line.textContent !== text) line.textContent = text;
  const link = banner.querySelector("[data-sign-in]");
  link.hidden = !signedOut;
  link.search = new URLSearchParams({ next: location.pathname + location.search });
  banner.hidden = !(lost || signedOut);
}
