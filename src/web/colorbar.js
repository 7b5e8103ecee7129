// The colour bar beside a grid of cells.
import { colorOf, paint } from './cells.js';
import { number } from './dom.js';
import { valueTicks } from './ticks.js';

/** @typedef {import('./types').Scale} Scale */
/** @typedef {{ text: string, color: string }} Beyond */

const leastHeight = 60;
const beyondRoom = 16; // a line below the bar

/** The height that a bar needs at least. @param {Beyond[]} beyond */
export const barRoom = beyond => leastHeight + beyond.length * beyondRoom;

/**
 * Draws the bar, and below it the colours of what lies beyond it.
 * @param {CanvasRenderingContext2D} context @param {Scale} scale @param {Beyond[]} beyond
 * @param {number} room its height, words included @param {import('./types').Theme} theme
 */
export function drawBar(context, scale, beyond, room, theme) {
  const height = room - beyond.length * beyondRoom;
  const ramp = Float64Array.from({ length: 128 }, (_, i) => Math.max(scale.low, scale.high - (scale.high - scale.low) * i / 127));
  context.imageSmoothingEnabled = true;
  context.drawImage(paint(ramp, 1, 128, scale), 0, 0, 10, height);
  context.strokeStyle = theme.line;
  context.strokeRect(-0.5, -0.5, 11, height + 1);
  context.fillStyle = theme.soft;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const span = scale.high - scale.low;
  const ticks = valueTicks(scale.low, scale.high, Math.max(2, Math.min(6, height / 40)));
  for (const value of ticks.length > 1 || span === 0 ? ticks : [scale.low, ...ticks, scale.high]) {
    const y = span > 0 ? height * (scale.high - value) / span : height / 2;
    context.fillRect(10, y - 0.5, 4, 1);
    context.fillText(number(value, 3), 17, Math.min(height - 5, Math.max(5, y)));
  }
  beyond.forEach(({ text, color }, i) => {
    const y = height + (i + 1) * beyondRoom;
    context.fillStyle = color;
    context.fillRect(0, y - 5, 10, 10);
    context.fillStyle = theme.soft;
    context.fillText(text, 17, y);
  });
}

/** The kinds of values that the bar cannot show, with their colours. @param {ArrayLike<number>} cells @param {Scale} scale @returns {Beyond[]} */
export function beyondOf(cells, scale) {
  const color = colorOf(scale);
  const kinds = [
    { text: `> ${number(scale.high, 3)}`, has: (/** @type {number} */ value) => Number.isFinite(value) && value > scale.high },
    { text: `< ${number(scale.low, 3)}`, has: (/** @type {number} */ value) => Number.isFinite(value) && value < scale.low },
    { text: 'NaN', has: Number.isNaN },
    { text: '+Inf', has: (/** @type {number} */ value) => value === Infinity },
    { text: '−Inf', has: (/** @type {number} */ value) => value === -Infinity },
  ];
  return kinds.flatMap(({ text, has }) => {
    const found = Array.prototype.find.call(cells, has);
    return found === undefined ? [] : [{ text, color: `rgb(${[0, 1, 2].map(k => color(found)[k]).join()})` }];
  });
}
