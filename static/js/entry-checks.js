/* The checks of a form in the browser, as queries/checks.py and Row.surprising on the server run them: both are
   tested against tests/reporting/checks.json. Figures are texts in the unit of measure: "52.5", "na" or "". */

const PLACES = 12;
const FACTOR_PLACES = 4;
const NONE = "na";
const HOLDS = {
  "<=": (left, right) => left <= right,
  "=": (left, right) => left === right,
  "<": (left, right) => left < right,
  ">=": (left, right) => left >= right,
  ">": (left, right) => left > right,
  "!=": (left, right) => left !== right,
};

/**
 * What is missing, what fails and what is out of range.
 *
 * @param form  {checks, rows} as the page brings them
 * @param cells  code -> text of every cell now
 * @returns {{missing: object[], findings: {severity, sentence, codes}[], surprising: {row, sentence, reason}[]}}
 */
export function examine(form, cells) {
  const byCode = new Map(form.rows.map((row) => [row.code, row]));
  const found = form.checks.map((check) => failed(check, byCode, cells)).filter(Boolean);
  return {
    missing: form.rows.filter((row) => row.required && !cells.get(row.code)),
    findings: [...found.filter((one) => one.severity === "error"), ...found.filter((one) => one.severity !== "error")],
    surprising: form.rows
      .map((row) => ({ row, sentence: surprising(row, cells.get(row.code)), reason: explained(row, cells.get(row.code)) }))
      .filter(({ sentence }) => sentence),
  };
}

function failed({ left, operator, right, severity, sentence }, byCode, cells) {
  const [first, second] = [left, right].map((terms) => addUp(terms, byCode, cells));
  if (first === null || second === null || HOLDS[operator](first, second)) return null;
  const now = [...left, ...right].filter(([, code, reads]) => code && reads !== "previous");
  return { severity, sentence, codes: [...new Set(now.map(([, code]) => code))] };
}

/** The value of a sum; "not applicable" counts as zero, null when something is empty. */
function addUp(terms, byCode, cells) {
  let total = 0n;
  for (const [factor, code, reads] of terms) {
    const value = code ? read(byCode.get(code), reads, cells) : "1";
    if (!value) return null;
    if (value !== NONE) total += fixed(factor, FACTOR_PLACES) * fixed(value, PLACES);
  }
  return total;
}

function read(row, reads, cells) {
  if (!row) return "";
  const now = cells.get(row.code) ?? "";
  if (reads === "previous") return row.previous;
  if (reads === "now" || row.over === "last") return now;
  if (!row.year || row.year === NONE) return now;
  if (!now || now === NONE) return row.year;
  const [past, present] = [fixed(row.year, PLACES), fixed(now, PLACES)];
  const both = row.over === "sum" ? past + present : past > present ? past : present;
  return text(both);
}

function surprising({ least, most, tooMuch, tooLittle }, now) {
  if (!most || !now || now === NONE) return "";
  const [number, low, high] = [now, least, most].map((one) => fixed(one, PLACES));
  if (number > 2n * high && high > 0n) return tooMuch;
  return 2n * number < low ? tooLittle : "";
}

/** The reason that was given for just this number. */
function explained({ reason, explains }, now) {
  return explains === now ? reason : "";
}

/** "-52.5" as a BigInt with so many places. */
function fixed(number, places) {
  const [whole, part = ""] = number.replace("-", "").split(".");
  const digits = BigInt(whole + part.padEnd(places, "0").slice(0, places));
  return number.startsWith("-") ? -digits : digits;
}

function text(number) {
  const digits = String(number < 0n ? -number : number).padStart(PLACES + 1, "0");
  return `${number < 0n ? "-" : ""}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
}
