// The trend of a noisy series.

/**
 * The exponential moving average of values at the places x, corrected for its start (as in Adam): a value that lies d units back counts aᵈ. Since
 * the distance counts and not the number of values, sparse series (validation) are smoothed no more than dense ones. Values that are no number are
 * left out of it and stay as they are.
 * @param {ArrayLike<number>} x @param {ArrayLike<number>} values @param {number} a 0 (as it is) to below 1 @param {number} unit
 */
export function smooth(x, values, a, unit) {
  let [sum, weight, last] = [0, 0, x[0]];
  return Array.from(values, (value, i) => {
    if (!Number.isFinite(value)) return value;
    const fade = a === 0 ? 0 : a ** (Math.abs(x[i] - last) / unit);
    [sum, weight, last] = [fade * sum + value, fade * weight + 1, x[i]];
    return sum / weight;
  });
}

/** The mean distance between neighbours in the densest of some series. @param {ArrayLike<number>[]} places */
export const unitOf = places =>
  Math.min(Infinity, ...places.filter(x => x.length > 1 && x[x.length - 1] !== x[0]).map(x => Math.abs(x[x.length - 1] - x[0]) / (x.length - 1)));
