// A tensor of any rank: two axes as a heatmap, a slider for each other axis.
import { values } from '../arrays.js';
import { CellMap } from '../cellmap.js';
import { h, number, select, slider } from '../dom.js';

/** @typedef {import('../types').Axis} Axis */

/** Cells along an axis. @param {Axis} axis */
const countOf = axis => axis.indices?.length ?? Math.ceil(axis.size / (axis.step ?? 1));

/** The tensor's own index (or range of indices) of a cell. @param {Axis} axis @param {number} i */
export function indexOf(axis, i) {
  const step = axis.step ?? 1;
  const start = axis.indices?.[i] ?? i * step;
  const end = Math.min(axis.size, start + step) - 1;
  return step > 1 && end > start ? `${start}…${end}` : String(start);
}

/** What stands at a cell of an axis: its label, or its index. @param {Axis} axis @param {number} i */
export const labelOf = (axis, i) => axis.labels?.[i] ?? String(axis.indices?.[i] ?? i * (axis.step ?? 1));

/** An axis as a side of a grid. @param {Axis} axis */
export const sideOf = axis => ({ name: axis.name, count: countOf(axis), label: (/** @type {number} */ i) => labelOf(axis, i) });

/** @typedef {import('../types').TensorPayload} TensorPayload */

/** @type {WeakMap<HTMLElement, TensorView>} */
const views = new WeakMap();

/** @param {HTMLElement} el @param {TensorPayload} payload */
export function mount(el, payload) {
  const view = new TensorView(el, payload);
  views.set(el, view);
  return () => view.dispose();
}

/** Shows other values of the same shape. @param {HTMLElement} el @param {TensorPayload} payload */
export const update = (el, payload) => views.get(el)?.update(payload);

class TensorView {
  #payload;
  #cells;
  #axes;
  #counts;
  #chosen;
  #rows;
  #columns;
  #controls = h('div', { class: 'nnviz-controls' });
  #map;

  /** @param {HTMLElement} el @param {TensorPayload} payload */
  constructor(el, payload) {
    this.#payload = payload;
    this.#cells = values(payload.cells, payload.quantised);
    this.#axes = payload.axes.length > 1 ? payload.axes : [{ name: '', size: 1, labels: [''] }, ...payload.axes];
    this.#counts = this.#axes.map(countOf);
    this.#chosen = this.#axes.map(() => 0);
    this.#rows = payload.rows ?? this.#axes.length - 2;
    this.#columns = payload.columns ?? this.#axes.length - 1;
    const body = h('div');
    el.append(this.#controls, body);
    this.#control();
    this.#map = new CellMap(body, this.#grid());
  }

  /** @param {TensorPayload} payload */
  update(payload) {
    this.#payload = payload;
    this.#cells = values(payload.cells, payload.quantised);
    this.#map.set(this.#grid());
  }

  dispose() {
    this.#map.dispose();
  }

  /** The slice that the sliders stand at. @returns {import('../cellmap.js').Grid} */
  #grid() {
    const strides = this.#counts.map((_, i) => this.#counts.slice(i + 1).reduce((a, b) => a * b, 1));
    const [rows, columns] = [this.#rows, this.#columns];
    const across = this.#counts[columns];
    const start = this.#chosen.reduce((sum, index, axis) => sum + (axis === rows || axis === columns ? 0 : index * strides[axis]), 0);
    const cells = Float64Array.from({ length: this.#counts[rows] * across }, (_, i) =>
      this.#cells[start + Math.floor(i / across) * strides[rows] + (i % across) * strides[columns]]);
    return {
      cells, rows: sideOf(this.#axes[rows]), columns: sideOf(this.#axes[columns]), scale: this.#payload.scale,
      alt: this.#payload.alt ?? 'Heatmap.', describe: (row, column, value) => this.#describe(row, column, value),
    };
  }

  /** @param {number} row @param {number} column @param {number} value */
  #describe(row, column, value) {
    const at = this.#chosen.map((index, axis) => (axis === this.#rows ? row : axis === this.#columns ? column : index));
    const own = this.#axes.map((axis, i) => indexOf(axis, at[i])).slice(-this.#payload.axes.length);
    const named = [this.#rows, this.#columns].filter(axis => this.#axes[axis].labels?.[at[axis]]).map(axis => ` ${labelOf(this.#axes[axis], at[axis])}`);
    const block = own.some(index => index.includes('…')) ? ` (${this.#payload.block ?? 'one value of the block'})` : '';
    return `[${own.join(', ')}]${named.join(',')} = ${number(value, 6)}${block}`;
  }

  /** Selects for the two drawn axes, a slider for each other one. */
  #control() {
    this.#controls.replaceChildren();
    if (this.#axes.length < 3) return;
    const names = this.#axes.map(axis => axis.name);
    const [rows, columns] = [this.#rows, this.#columns];
    this.#controls.append(
      select('down', names, i => this.#assign(i, i === columns ? rows : columns, 0), rows).el,
      select('across', names, i => this.#assign(i === rows ? columns : rows, i, 1), columns).el,
    );
    this.#axes.forEach((axis, i) => {
      if (i !== rows && i !== columns && this.#counts[i] > 1) this.#controls.append(this.#slider(axis, i));
    });
  }

  /** @param {Axis} axis @param {number} i */
  #slider(axis, i) {
    return slider({
      label: axis.name, max: this.#counts[i] - 1, value: this.#chosen[i], text: value => `${labelOf(axis, value)} of ${axis.size}`,
      changed: value => {
        this.#chosen[i] = value;
        this.#map.set(this.#grid());
      },
    }).el;
  }

  /** Draws other axes, and keeps the keyboard where it was. @param {number} rows @param {number} columns @param {number} asked the select that asked for it */
  #assign(rows, columns, asked) {
    [this.#rows, this.#columns] = [rows, columns];
    this.#control();
    this.#controls.querySelectorAll('select')[asked].focus();
    this.#map.set(this.#grid());
  }
}
