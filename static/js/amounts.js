/* Amounts as people in Việt Nam type them, exact: a BigInt times 10 ** decimals. */

const PLAIN = /^-?\d+(,\d+)?$/;
const GROUPED = /^-?[1-9]\d{0,2}((\.\d{3})+|( \d{3})+)(,\d+)?$/;

/** The typed number times 10 ** decimals as a BigInt; null for what only the server can read. */
export function scaled(text, decimals) {
  const typed = text.trim();
  if (!typed) return 0n;
  if (!PLAIN.test(typed) && !GROUPED.test(typed)) return null;
  const [whole, part = ""] = typed.replace(/[. ]/g, "").split(",");
  if (part.length > decimals) return null;
  return BigInt(whole + part.padEnd(decimals, "0"));
}

/** A scaled number as text. */
export function printed(value, decimals) {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  return (value < 0n ? "-" : "") + grouped + (part ? `,${part}` : "");
}
