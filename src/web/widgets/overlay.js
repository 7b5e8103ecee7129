// A map of values laid over a picture.
import { values } from '../arrays.js';
import { paint, strength } from '../cells.js';
import { h, number, slider } from '../dom.js';

/** @param {HTMLElement} el @param {import('../types').OverlayPayload} payload */
export function mount(el, payload) {
  const { base, map } = payload;
  const cells = values(map.cells, map.quantised);
  const image = h('img', { ...base, style: { imageRendering: 'pixelated' } });
  const layer = paint(cells, map.columns, map.rows, map.scale, strength(map.scale));
  layer.className = 'nnviz-layer';
  const readout = h('div', { class: 'nnviz-readout', 'aria-live': 'polite' });
  const name = map.name ?? 'map';
  const percent = Math.round(100 * (payload.opacity ?? 0.6));
  const fade = (/** @type {number} */ value) => { layer.style.opacity = String(value / 100); };
  const control = slider({ label: `opacity of the ${name}`, max: 100, value: percent, text: value => `${value} %`, changed: fade });
  const stack = h('div', {
    class: 'nnviz-stack', style: { width: `${base.width}px`, aspectRatio: `${base.width} / ${base.height}` },
    onpointermove: (/** @type {PointerEvent} */ event) => {
      const box = stack.getBoundingClientRect();
      const row = Math.min(map.rows - 1, Math.floor((event.clientY - box.top) / box.height * map.rows));
      const column = Math.min(map.columns - 1, Math.floor((event.clientX - box.left) / box.width * map.columns));
      readout.textContent = `${name} [${row}, ${column}] = ${number(cells[row * map.columns + column], 6)}`;
    },
    onpointerleave: () => { readout.textContent = ''; },
  }, image, layer);
  fade(percent);
  el.append(h('div', { class: 'nnviz-controls' }, control.el), stack, readout);
  return () => {};
}
