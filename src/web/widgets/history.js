// A training history: its figure, with smoothing, logarithmic axes and outliers left out. How the user set them lasts through live updates.
import { decode } from '../arrays.js';
import { checkbox, h, perFrame, slider } from '../dom.js';
import { smooth, unitOf } from '../smooth.js';
import * as figure from './figure.js';

/** @typedef {import('../types').HistoryPayload} HistoryPayload */
/** @typedef {{ smoothing: number, log: boolean, usual: boolean, payload: HistoryPayload, host: HTMLElement }} State */

/** @type {WeakMap<HTMLElement, State>} */
const states = new WeakMap();

/** What makes an axis logarithmic, with ticks as LayoutJson has them. */
const decades = { type: 'log', exponentformat: 'power', nticks: 3, minorloglabels: 'complete' };

/** The figure as the user wants to see it: what was logged in the background, its trend in front of it. @param {State} state */
function shown({ payload, smoothing, log, usual }) {
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
  for (const axis of log ? payload.valueAxes : []) layout[axis] = { ...layout[axis], ...decades, range: undefined, dtick: undefined };
  for (const axis of usual ? payload.valueAxes : []) {
    const range = usualRange(data.filter(trace => `yaxis${(trace.yaxis ?? 'y').slice(1)}` === axis).map(trace => decode(trace.y)), layout[axis].type === 'log');
    if (range) layout[axis] = { ...layout[axis], range, autorange: false };
  }
  return { ...payload, figure: { data, layout } };
}

/**
 * The range from the 5th to the 95th per cent of the values, with some room; undefined where there is none.
 * @param {ArrayLike<number>[]} series @param {boolean} log
 */
export function usualRange(series, log) {
  const values = series.flatMap(y => Array.from(y)).filter(value => Number.isFinite(value) && (!log || value > 0)).sort((a, b) => a - b);
  if (values.length === 0) return undefined;
  const [low, high] = [0.05, 0.95].map(part => values[Math.round(part * (values.length - 1))]).map(value => (log ? Math.log10(value) : value));
  const room = 0.05 * (high - low) || 0.5;
  return [low - room, high + room];
}

/** @param {HTMLElement} el @param {HistoryPayload} payload */
export async function mount(el, payload) {
  const host = h('div');
  /** @type {State} */
  const state = { smoothing: 0, log: false, usual: false, payload, host };
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
  const usual = checkbox('ignore outliers', false, checked => {
    state.usual = checked;
    draw();
  });
  el.append(h('div', { class: 'nnviz-controls' }, smoothing.el, log.el, usual.el), host);
  return await figure.mount(host, shown(state));
}

/** @param {HTMLElement} el @param {HistoryPayload} payload */
export async function update(el, payload) {
  const state = /** @type {State} */ (states.get(el));
  state.payload = payload;
  await figure.update(state.host, shown(state));
}
