/* Numbers as people in Việt Nam type and print them, read exactly as thidua/core/numbers.py reads them.
   Both are tested against tests/reporting/numbers.json. A number is a BigInt scaled by 10**decimals. */

const LARGEST = 10n ** 13n;
const LONGEST = 60;
const UNITS = { tỷ: 10n ** 9n, tỉ: 10n ** 9n, triệu: 10n ** 6n, nghìn: 10n ** 3n, ngàn: 10n ** 3n };
const NAMES = Object.keys(UNITS);
const PLAIN = /^[0-9]+(?:,[0-9]+)?$/;
const GROUPED = /^[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)(?:,[0-9]+)?$/;
const PARTS = new RegExp(`([0-9., ]+?) *(${NAMES.join("|")})(?!\\p{L}) *`, "gu");
const SPACES = /[\t\n\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const CONTROL = /(?![\t\r\n])\p{Cc}/u;
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const FOREIGN_DIGIT = /(?![0-9])[\p{Nd}\p{No}\p{Nl}]/u;

/** The typed number as a scaled BigInt, or null for what the server refuses. Amounts in words name đồng: `zeros` are
    those of what one of the cell's unit is worth (triệu đồng: 6). */
export function parseNumber(text, decimals, zeros = 0) {
  if ([...text].length > LONGEST || DIRECTION.test(text) || CONTROL.test(text) || FOREIGN_DIGIT.test(text)) return null;
  const typed = text.normalize("NFC").replaceAll("\u2212", "-").replace(SPACES, " ").trim();
  const negative = typed.startsWith("-");
  const body = (negative ? typed.slice(1).trimStart() : typed).toLowerCase();
  const value = NAMES.some((unit) => body.includes(unit)) ? worded(body, zeros) : figure(body);
  if (!value) return null;
  return scaled(value, negative, decimals);
}

/** 142450n with two decimals -> "1.424,5". */
export function printNumber(number, decimals) {
  const digits = String(number < 0n ? -number : number).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(?:[0-9]{3})+$)/g, ".");
  const part = decimals ? digits.slice(-decimals).replace(/0+$/, "") : "";
  return (number < 0n ? "-" : "") + whole + (part && `,${part}`);
}

/** A scaled number as the server writes it for machines: 525n with one decimal -> "52.5". */
export function numberKey(number, decimals) {
  const digits = String(number < 0n ? -number : number).padStart(decimals + 1, "0");
  const at = digits.length - decimals;
  return (number < 0n ? "-" : "") + digits.slice(0, at) + (decimals ? `.${digits.slice(at)}` : "");
}

/* A value is {digits, places}: digits / 10**places, exact. */
function figure(body) {
  if (!PLAIN.test(body) && !GROUPED.test(body)) return null;
  const [whole, part = ""] = body.replace(/[. ]/g, "").split(",");
  return { digits: BigInt(whole + part), places: part.length };
}

function worded(body, zeros) {
  const parts = [...body.matchAll(PARTS)];
  const read = parts.map(([, digits, unit]) => (digits + unit).replaceAll(" ", "")).join("");
  if (body.replaceAll(" ", "") !== read) return null;
  const figures = parts.map(([, digits]) => figure(digits.trim()));
  if (figures.includes(null)) return null;
  const units = parts.map(([, , unit]) => UNITS[unit]);
  for (let at = 0; at < parts.length - 1; at += 1) {
    const { digits, places } = figures[at];
    if (digits % 10n ** BigInt(places)) return null;
    const next = figures[at + 1];
    if (next.digits * units[at + 1] >= units[at] * 10n ** BigInt(next.places)) return null;
  }
  const places = Math.max(...figures.map((one) => one.places));
  const digits = figures.reduce(
    (sum, one, at) => sum + one.digits * units[at] * 10n ** BigInt(places - one.places),
    0n,
  );
  return { digits, places: places + zeros };
}

function scaled({ digits, places }, negative, decimals) {
  const one = 10n ** BigInt(places);
  const number = digits * 10n ** BigInt(decimals);
  if (number > LARGEST * one || number % one) return null;
  return negative ? -(number / one) : number / one;
}
