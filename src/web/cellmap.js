// A grid of cells in colour: axes, colour bar, and the value under the pointer or the keyboard's cursor in words.
import { clipped, colorOf, paint } from './cells.js';
import { barRoom, beyondOf, drawBar } from './colorbar.js';
import { h, number, onResize } from './dom.js';
import { onThemeChange, themeOf } from './theme.js';
import { indexTicks } from './ticks.js';

/** @typedef {{ name: string, count: number, label: (index: number) => string }} Side */
/**
 * @typedef {object} Grid
 * @property {ArrayLike<number>} cells row-major
 * @property {Side} rows
 * @property {Side} columns
 * @property {import('./types').Scale} scale
 * @property {(row: number, column: number, value: number) => string} describe
 * @property {string} alt
 * @property {number} [maxSide] largest side of a cell in CSS pixels
 * @property {number} [maxHeight] of the grid, in CSS pixels
 */

const margin = { left: 58, top: 6, right: 82, bottom: 40 };
const font = '11px system-ui, sans-serif';
const valueRoom = 34; // a cell this wide holds its number
const thin = 80; // a grid is at least this wide and high, where its cells may be
const markRoom = 9; // a cell this wide holds a mark

/** Sizes of a grid's cells in CSS pixels: square, unless one side is so long that the other would vanish. @param {Grid} grid @param {number} room */
function cellSize(grid, room) {
  const { maxSide = 40, maxHeight = 440 } = grid;
  const across = Math.min(maxSide, Math.max(40, room - margin.left - margin.right) / grid.columns.count);
  const down = Math.min(maxSide, maxHeight / grid.rows.count);
  const side = Math.min(across, down);
  const whole = (/** @type {number} */ x) => (x >= 2 ? Math.floor(x) : x);
  return { width: whole(Math.max(side, Math.min(across, thin / grid.columns.count))), height: whole(Math.max(side, Math.min(down, thin / grid.rows.count))) };
}

/** @type {Record<string, [number, number]>} rows and columns that a key goes */
const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** A grid drawn into an element; set() draws another in its place. */
export class CellMap {
  #size = { width: 1, height: 1 };
  #at = { row: -1, column: -1 };
  #canvas = h('canvas', { tabindex: 0, role: 'img' });
  #cursor = h('div', { class: 'nnviz-cursor', hidden: true });
  #readout = h('div', { class: 'nnviz-readout', 'aria-live': 'polite' });
  #el;
  #grid;
  #stops;

  /** @param {HTMLElement} el @param {Grid} grid */
  constructor(el, grid) {
    this.#el = el;
    this.#grid = grid;
    el.append(h('div', { class: 'nnviz-cellmap' }, this.#canvas, this.#cursor), this.#readout);
    this.#listen();
    this.#draw();
    const draw = () => this.#draw();
    this.#stops = [onResize(el, draw), onThemeChange(el, draw)];
  }

  /** @param {Grid} grid */
  set(grid) {
    this.#grid = grid;
    this.#draw();
  }

  dispose() {
    this.#stops.forEach(stop => stop());
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
      this.#point(Math.floor((offsetY - margin.top) / this.#size.height), Math.floor((offsetX - margin.left) / this.#size.width));
    });
    canvas.addEventListener('pointerleave', () => this.#point(-1, -1));
    canvas.addEventListener('keydown', event => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const keep = (/** @type {number} */ i, /** @type {number} */ count) => Math.min(count - 1, Math.max(0, i));
      this.#point(keep(this.#at.row + step[0], this.#grid.rows.count), keep(this.#at.column + step[1], this.#grid.columns.count));
    });
  }

  #draw() {
    this.#size = cellSize(this.#grid, this.#el.clientWidth);
    this.#canvas.setAttribute('aria-label', `${this.#grid.alt} Arrow keys move from cell to cell.`);
    drawGrid(this.#canvas, this.#grid, this.#size, themeOf(this.#el));
    this.#point(this.#at.row, this.#at.column);
  }

  /** Puts the cursor on a cell and says its value. @param {number} row @param {number} column */
  #point(row, column) {
    const { rows, columns, cells, describe } = this.#grid;
    const inside = row >= 0 && column >= 0 && row < rows.count && column < columns.count;
    this.#at = inside ? { row, column } : { row: -1, column: -1 };
    this.#cursor.hidden = !inside;
    this.#readout.textContent = inside ? describe(row, column, cells[row * columns.count + column]) : '';
    const { width, height } = this.#size;
    Object.assign(this.#cursor.style, {
      left: `${margin.left + column * width}px`, top: `${margin.top + row * height}px`, width: `${width}px`, height: `${height}px`,
    });
  }
}

/**
 * @param {HTMLCanvasElement} canvas @param {Grid} grid @param {{ width: number, height: number }} size @param {import('./types').Theme} theme
 */
function drawGrid(canvas, grid, size, theme) {
  const [width, height] = [grid.columns.count * size.width, grid.rows.count * size.height];
  const ratio = devicePixelRatio || 1;
  const beyond = beyondOf(grid.cells, grid.scale);
  const tall = Math.max(height, barRoom(beyond));
  const [w, h] = [margin.left + width + margin.right, margin.top + tall + margin.bottom];
  Object.assign(canvas, { width: Math.round(w * ratio), height: Math.round(h * ratio) });
  Object.assign(canvas.style, { width: `${w}px`, height: `${h}px` });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.scale(ratio, ratio);
  context.translate(margin.left, margin.top);
  context.font = font;
  context.imageSmoothingEnabled = size.width < 1 || size.height < 1;
  context.drawImage(paint(grid.cells, grid.columns.count, grid.rows.count, grid.scale), 0, 0, width, height);
  if (Math.min(size.width, size.height) >= markRoom) drawMarks(context, grid, size);
  context.strokeStyle = theme.line;
  context.strokeRect(-0.5, -0.5, width + 1, height + 1);
  context.fillStyle = theme.soft;
  drawAxes(context, grid, size);
  context.translate(width + 14, 0);
  drawBar(context, grid.scale, beyond, tall, theme);
}

/** Numbers in cells with room for them; else marks on cells that are clipped or no number. @param {CanvasRenderingContext2D} context @param {Grid} grid @param {{ width: number, height: number }} size */
function drawMarks(context, grid, size) {
  const color = colorOf(grid.scale);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  // A number that is cut off would be another number.
  const short = (/** @type {number} */ value) => value.toExponential(0).replace('e+', 'e').replaceAll('-', '−');
  const fits = (/** @type {string} */ text) => context.measureText(text).width <= size.width - 2;
  for (let i = 0; i < grid.rows.count * grid.columns.count; i++) {
    const value = grid.cells[i];
    const out = clipped(grid.scale, value);
    const written = size.width >= valueRoom ? [number(value, 2) + (out ? '*' : ''), number(value, 1) + (out ? '*' : ''), short(value)].find(fits) : undefined;
    const text = written ?? (!Number.isFinite(value) ? '×' : out ? (value > 0 ? '▴' : '▾') : '');
    if (!text) continue;
    const [r, g, b] = [...Array(3).keys()].map(k => color(value)[k]);
    context.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 140 ? '#000c' : '#fffd';
    context.fillText(text, (i % grid.columns.count + 0.5) * size.width, (Math.floor(i / grid.columns.count) + 0.5) * size.height);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Grid} grid @param {{ width: number, height: number }} size */
function drawAxes(context, { rows, columns }, size) {
  const [width, height] = [columns.count * size.width, rows.count * size.height];
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const longest = Math.max(...indexTicks(columns.count, size.width, 30).map(i => context.measureText(columns.label(i)).width));
  for (const i of indexTicks(columns.count, size.width, Math.max(24, longest + 8))) context.fillText(columns.label(i), (i + 0.5) * size.width, height + 5);
  context.fillText(columns.name, width / 2, height + 22);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const i of indexTicks(rows.count, size.height, 14)) context.fillText(shorten(context, rows.label(i), margin.left - 22), -6, (i + 0.5) * size.height);
  context.save();
  context.translate(-margin.left + 8, height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText(rows.name, 0, 0);
  context.restore();
}

/** A text that fits into a width. @param {CanvasRenderingContext2D} context @param {string} text @param {number} room */
function shorten(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}
