// Round numbers for axes.

/** The smallest of 1, 2, 5 × 10ⁿ that is at least x. @param {number} x */
export function roundUp(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return /** @type {number} */ ([1, 2, 5, 10].find(m => m * power >= x * (1 - 1e-9))) * power;
}

/** Indices to label along an axis of `count` cells of `cell` pixels, at least `room` pixels apart. @param {number} count @param {number} cell @param {number} room */
export function indexTicks(count, cell, room) {
  const step = Math.max(1, roundUp(room / cell));
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
}

/** Round values from low to high, about `count` of them. @param {number} low @param {number} high @param {number} count */
export function valueTicks(low, high, count) {
  if (!(high > low)) return [low];
  const step = roundUp((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}
