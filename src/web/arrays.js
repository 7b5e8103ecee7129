// Numbers that come as base64.

/** @typedef {import('./types').TypedArray} TypedArray */

const types = {
  i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array,
};

/** The bytes of a base64 text. @param {string} text */
export const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));

/** The numbers of a typed array, or of a plain one. @param {TypedArray | number[]} array @returns {ArrayLike<number>} */
export function decode(array) {
  return Array.isArray(array) ? array : new types[array.dtype](bytes(array.bdata).buffer);
}

/**
 * The true values of cells, as doubles: quantised ones are taken back to values (value = low + step × code; the three highest codes are −Inf, +Inf
 * and NaN).
 * @param {TypedArray} cells @param {import('./types').Quantised} [quantised]
 */
export function values(cells, quantised) {
  const codes = decode(cells);
  const result = Float64Array.from(codes);
  if (!quantised) return result;
  const top = cells.dtype === 'u1' ? 255 : 65535;
  const special = new Map([[top - 2, -Infinity], [top - 1, Infinity], [top, NaN]]);
  return result.map(code => special.get(code) ?? quantised.low + quantised.step * code);
}
