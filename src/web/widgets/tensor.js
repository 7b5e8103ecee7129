// A tensor of any rank: two axes as a heatmap, a slider for each other axis.
import { values } from '../arrays.js';
import { cellMap } from '../cellmap.js';
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

/** @param {HTMLElement} el @param {import('../types').TensorPayload} payload */
export function mount(el, payload) {
  const axes = payload.axes.length > 1 ? payload.axes : [{ name: '', size: 1, labels: [''] }, ...payload.axes];
  const cells = values(payload.cells, payload.quantised);
  const counts = axes.map(countOf);
  const strides = counts.map((_, i) => counts.slice(i + 1).reduce((a, b) => a * b, 1));
  const chosen = counts.map(() => 0);
  let rows = payload.rows ?? axes.length - 2;
  let columns = payload.columns ?? axes.length - 1;

  const grid = () => {
    const start = chosen.reduce((sum, index, axis) => sum + (axis === rows || axis === columns ? 0 : index * strides[axis]), 0);
    const shown = new Float64Array(counts[rows] * counts[columns]);
    for (let i = 0; i < shown.length; i++) {
      shown[i] = cells[start + Math.floor(i / counts[columns]) * strides[rows] + (i % counts[columns]) * strides[columns]];
    }
    return {
      cells: shown, rows: sideOf(axes[rows]), columns: sideOf(axes[columns]), scale: payload.scale,
      alt: payload.alt ?? 'Heatmap.', describe,
    };
  };

  /** @param {number} row @param {number} column @param {number} value */
  const describe = (row, column, value) => {
    const own = payload.axes.map((axis, i) => {
      const at = i + axes.length - payload.axes.length;
      return indexOf(axis, at === rows ? row : at === columns ? column : chosen[at]);
    });
    const named = [rows, columns].map((axis, i) => axes[axis].labels && labelOf(axes[axis], [row, column][i])).filter(Boolean);
    const block = own.some(index => index.includes('…')) ? ` (${payload.block ?? 'one value of the block'})` : '';
    return `[${own.join(', ')}]${named.length ? ` ${named.join(', ')}` : ''} = ${number(value, 6)}${block}`;
  };

  const controls = h('div', { class: 'nnviz-controls' });
  const body = h('div');
  el.append(controls, body);
  const map = cellMap(body, grid());

  const control = () => {
    controls.replaceChildren();
    if (axes.length < 3) return;
    const names = axes.map(axis => axis.name);
    controls.append(
      select('down', names, i => assign(i, i === columns ? rows : columns), rows).el,
      select('across', names, i => assign(i === rows ? columns : rows, i), columns).el,
    );
    axes.forEach((axis, i) => {
      if (i === rows || i === columns || counts[i] < 2) return;
      controls.append(slider({
        label: axis.name, max: counts[i] - 1, value: chosen[i],
        text: value => `${labelOf(axis, value)} of ${axis.size}`,
        changed: value => {
          chosen[i] = value;
          map.set(grid());
        },
      }).el);
    });
  };

  /** @param {number} newRows @param {number} newColumns */
  const assign = (newRows, newColumns) => {
    [rows, columns] = [newRows, newColumns];
    const kept = controls.contains(document.activeElement) ? [...controls.querySelectorAll('select')].indexOf(/** @type {any} */ (document.activeElement)) : -1;
    control();
    controls.querySelectorAll('select')[kept]?.focus();
    map.set(grid());
  };

  control();
  return map.dispose;
}
