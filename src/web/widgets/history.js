// A training history: its figure, with smoothing and logarithmic axes. How the user set them lasts through live updates.
import { decode } from '../arrays.js';
import { checkbox, h, perFrame, slider } from '../dom.js';
import { smooth, unitOf } from '../smooth.js';
import * as figure from './figure.js';

/** @typedef {import('../types').HistoryPayload} HistoryPayload */
/** @typedef {{ smoothing: number, log: boolean, payload: HistoryPayload, host: HTMLElement }} State */

/** @type {WeakMap<HTMLElement, State>} */
const states = new WeakMap();

/** The figure as the user wants to see it: what was logged in the background, its trend in front of it. @param {State} state */
function shown({ payload, smoothing, log }) {
  const data = [...payload.figure.data];
  const trends = payload.trends.map(({ trace, x, y }) => ({ trace, means: y !== undefined, x: decode(x ?? data[trace].x), y: decode(y ?? data[trace].y) }));
  const unit = unitOf(trends.map(trend => trend.x));
  for (const { trace, means, x, y } of trends) {
    if (!means && smoothing === 0) continue;
    const logged = data[trace];
    data[trace] = { ...logged, opacity: 0.3, showlegend: false, hoverinfo: 'skip', hovertemplate: undefined };
    data.push({ ...logged, x, y: smooth(x, y, smoothing, unit), line: { ...logged.line, width: 2.5 } });
  }
  const layout = { ...payload.figure.layout };
  for (const axis of log ? payload.valueAxes : []) layout[axis] = { ...layout[axis], type: 'log', range: undefined, dtick: undefined };
  return { ...payload, figure: { data, layout } };
}

/** @param {HTMLElement} el @param {HistoryPayload} payload */
export async function mount(el, payload) {
  const host = h('div');
  /** @type {State} */
  const state = { smoothing: 0, log: false, payload, host };
  states.set(el, state);
  const draw = perFrame(() => figure.update(host, shown(state)));
  const smoothing = slider({
    label: 'smoothing', max: 99, value: 0, text: value => (value === 0 ? 'none' : (value / 100).toFixed(2)),
    changed: value => {
      state.smoothing = value / 100;
      draw();
    },
  });
  const log = checkbox('logarithmic', false, checked => {
    state.log = checked;
    draw();
  });
  el.append(h('div', { class: 'nnviz-controls' }, smoothing.el, log.el), host);
  return await figure.mount(host, shown(state));
}

/** @param {HTMLElement} el @param {HistoryPayload} payload */
export async function update(el, payload) {
  const state = /** @type {State} */ (states.get(el));
  state.payload = payload;
  await figure.update(state.host, shown(state));
}
