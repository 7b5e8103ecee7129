// One of several contents, chosen by selectors (layer × sample).
import { h, select } from '../dom.js';
import { widgets } from './index.js';

/** @param {HTMLElement} el @param {import('../types').PanelsPayload} payload */
export async function mount(el, payload) {
  const chosen = payload.selectors.map(() => 0);
  const controls = h('div', { class: 'nnviz-controls' });
  const body = h('div', { class: 'nnviz-panel' });
  el.append(controls, body);
  /** @type {(() => void) | undefined} */
  let dispose;
  let showing = 0;

  const show = async () => {
    const mine = ++showing;
    const panel = payload.panels[payload.selectors.reduce((index, { options }, i) => index * options.length + chosen[i], 0)];
    const next = h('div');
    body.style.minHeight = `${body.offsetHeight}px`; // no jump while the next one is drawn
    dispose?.();
    dispose = undefined;
    body.replaceChildren(next);
    const done = await draw(next, panel);
    if (mine === showing) dispose = done;
    else done?.();
  };

  payload.selectors.forEach(({ name, options }, i) => {
    if (options.length < 2) return;
    controls.append(select(name, options, index => {
      chosen[i] = index;
      show();
    }).el);
  });
  await show();
  return () => dispose?.();
}

/** @param {HTMLElement} el @param {import('../types').Panel} panel */
async function draw(el, panel) {
  if ('widget' in panel) return await widgets[panel.widget].mount(el, panel.payload);
  if ('picture' in panel) el.append(h('img', { ...panel.picture }));
  else el.append(h('p', { class: 'nnviz-note' }, panel.text));
}
