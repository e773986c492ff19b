const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const decimals = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

const zones = new Intl.DateTimeFormat('en', { timeZoneName: 'short' });

/** @type {[string, number][]} */
const units = [['d', 86_400], ['h', 3_600], ['min', 60]];

/** 12345 as 12,345. */
export const number = (/** @type {number} */ n) => numbers.format(n);

/** A rate, with one decimal where it is small. */
export const rate = (/** @type {number} */ n) => (n < 100 ? decimals : numbers).format(n);

/** One or many of something: `1 port`, `3 ports`. */
export const many = (/** @type {number} */ n, /** @type {string} */ word) => `${number(n)} ${word}${n === 1 ? '' : 's'}`;

/**
 * A length of time in its largest unit: `42 s`, `3 min`, `5 h`, `12 d`.
 * @param {number} milliseconds
 */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  for (const [name, length] of units) {
    if (seconds >= length)
      return `${number(Math.floor(seconds / length))} ${name}`;
  }
  return `${seconds} s`;
}

/** How long ago a moment is. What lies less than ten seconds back, or, by clocks that differ, ahead, is now. */
export const ago = (moment, now) => (now - moment < 10_000 ? 'just now' : `${span(now - moment)} ago`);

/** The time of day, in the viewer's time zone: 12:00:00. */
export const clock = (/** @type {Date} */ moment) => [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(twoDigits).join(':');

/** Day and time, in the viewer's time zone: 2026-01-31 12:00:00. */
export const exact = (/** @type {Date} */ moment) =>
  `${moment.getFullYear()}-${twoDigits(moment.getMonth() + 1)}-${twoDigits(moment.getDate())} ${clock(moment)}`;

/** Day and time with the zone, for who wants to be certain. */
export const exactWithZone = (/** @type {Date} */ moment) =>
  `${exact(moment)} ${zones.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value}`;

const twoDigits = (n) => String(n).padStart(2, '0');
