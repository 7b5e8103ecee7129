// Cells in colour: a small canvas of one pixel a cell, to be drawn enlarged.
import { bytes } from './arrays.js';

/** @typedef {import('./types').Scale} Scale */

/** Red, green and blue of #rrggbb. @param {string} hex */
const rgb = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));

/** value → [r, g, b] of a scale. @param {Scale} scale @returns {(value: number) => ArrayLike<number>} */
export function colorOf(scale) {
  const table = bytes(scale.colors);
  const colors = Array.from({ length: 256 }, (_, i) => table.subarray(3 * i, 3 * i + 3));
  const [nan, up, down] = [scale.nan, scale.positiveInfinity, scale.negativeInfinity].map(rgb);
  const above = scale.above ? rgb(scale.above) : colors[255];
  const below = scale.below ? rgb(scale.below) : colors[0];
  const span = scale.high - scale.low;
  return value => {
    if (Number.isNaN(value)) return nan;
    if (!Number.isFinite(value)) return value > 0 ? up : down;
    if (value > scale.high) return above;
    if (value < scale.low) return below;
    const t = span > 0 ? (value - scale.low) / span : 0.5;
    return colors[Math.min(255, Math.floor(256 * t))]; // as matplotlib, and as the static picture
  };
}

/** Whether a value lies beyond its scale. @param {Scale} scale @param {number} value */
export const clipped = (scale, value) => Number.isFinite(value) && (value < scale.low || value > scale.high);

/**
 * How much of what lies below a cell hides: nothing where the value is 0, all where it is at the end of its scale or not finite. As the static picture.
 * @param {Scale} scale @returns {(value: number) => number} 0 to 1
 */
export function strength(scale) {
  const most = Math.max(Math.abs(scale.low), Math.abs(scale.high));
  return value => Number.isFinite(value) && most > 0 ? Math.sqrt(Math.min(1, Math.abs(value) / most)) : 1;
}

/**
 * A canvas of width × height pixels, one a cell.
 * @param {ArrayLike<number>} cells row-major @param {number} width @param {number} height @param {Scale} scale
 * @param {(value: number) => number} [cover] 0 to 1; every cell covers what lies below it if left out
 */
export function paint(cells, width, height, scale, cover = () => 1) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(width, height);
  const color = colorOf(scale);
  for (let i = 0; i < width * height; i++) {
    image.data.set(color(cells[i]), 4 * i);
    image.data[4 * i + 3] = Math.round(255 * cover(cells[i]));
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
