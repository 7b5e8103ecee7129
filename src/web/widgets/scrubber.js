// Several views that move together along one axis: epochs of a training, layers of a net.
import { h, perFrame, slider } from '../dom.js';
import { widgets } from './index.js';

/** @typedef {import('../types').ScrubberPayload} ScrubberPayload */
/** @typedef {ScrubberPayload['views'][number]} ScrubbedView */

const frameMs = 500;

/** @param {HTMLElement} el @param {ScrubberPayload} payload */
export async function mount(el, payload) {
  const last = payload.steps.length - 1;
  if (payload.pictures) share(payload.views, payload.pictures);
  const body = h('div', { class: 'nnviz-views' });
  const players = payload.views.map(view => {
    const host = h('div');
    const title = view.title ? [h('div', { class: 'nnviz-title' }, view.title)] : [];
    body.append(h('div', { class: 'nnviz-view', style: { flexBasis: `${view.width ?? 360}px` } }, ...title, host));
    return player(host, view);
  });
  const show = perFrame(() => players.forEach(one => one.show(control.input.valueAsNumber)));
  const control = slider({ label: payload.name, max: last, value: payload.start ?? last, text: value => payload.steps[value], changed: show });
  const clock = playButton(payload.name, control, last);
  if (last > 0) el.append(h('div', { class: 'nnviz-controls' }, clock.el, control.el));
  el.append(body);
  await Promise.all(players.map(one => one.show(control.input.valueAsNumber)));
  return () => {
    clock.stop();
    players.forEach(one => one.dispose());
  };
}

/** Puts shared pictures in the place of their numbers. @param {any} node @param {string[]} pictures */
function share(node, pictures) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.src === 'number') node.src = pictures[node.src];
  for (const part of Object.values(node)) share(part, pictures);
}

/** A button that moves a slider on by itself, up to its end. @param {string} name @param {ReturnType<typeof slider>} control @param {number} last */
function playButton(name, control, last) {
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    el.textContent = '▶';
  };
  const step = () => {
    control.set(control.input.valueAsNumber + 1);
    if (control.input.valueAsNumber === last) stop();
  };
  const toggle = () => {
    if (timer !== 0) return stop();
    if (control.input.valueAsNumber === last) control.set(0);
    timer = window.setInterval(step, frameMs);
    el.textContent = '⏸';
  };
  const el = h('button', { type: 'button', 'aria-label': `play the ${name}s`, onclick: toggle }, '▶');
  return { el, stop };
}

/**
 * A frame put together from what all frames share and what it adds: of objects member by member, of arrays, whose additions stand under '$', entry by
 * entry.
 * @param {any} shared @param {any} own @returns {any}
 */
export function merge(shared, own) {
  if (shared === undefined || shared === null || own === null || typeof own !== 'object' || Array.isArray(own)) return own ?? shared;
  if (Array.isArray(shared)) return shared.map((entry, i) => (own.$ && i in own.$ ? merge(entry, own.$[i]) : entry));
  return { ...shared, ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, merge(shared[name], value)])) };
}

/** What a view shows at a step: a note's text, or what its widget draws. @param {ScrubbedView} view */
function framesOf(view) {
  /** @type {any[]} put together when they are first wanted: a frame is known by being the same object */
  const frames = view.shared === undefined ? view.frames : [];
  return (/** @type {number} */ at) => {
    const note = view.notes?.[at];
    if (note) return note;
    const i = at in view.frames ? at : 0;
    return frames[i] ??= merge(view.shared, view.frames[i]);
  };
}

/** Shows one view's frames, one after the other, and leaves out those that were passed over meanwhile. @param {HTMLElement} host @param {ScrubbedView} view */
function player(host, view) {
  const widget = widgets[view.widget];
  const frameAt = framesOf(view);
  /** @type {(() => void) | undefined} */
  let dispose;
  /** @type {any} */
  let shown;
  let wanted = 0;
  /** @type {Promise<void> | undefined} */
  let working;

  const work = async () => {
    await undefined; // a note is shown without waiting, and `working` must be set before it is cleared
    for (let frame; (frame = frameAt(wanted)) !== shown;) {
      shown = frame;
      if (dispose && widget.update && typeof frame !== 'string') await widget.update(host, frame);
      else {
        dispose?.();
        dispose = undefined;
        host.replaceChildren();
        if (typeof frame === 'string') host.append(h('p', { class: 'nnviz-note nnviz-lines' }, frame));
        else dispose = await widget.mount(host, frame);
      }
    }
    working = undefined;
  };
  return {
    /** @param {number} step */
    show(step) {
      wanted = step;
      return working ??= work();
    },
    dispose: () => dispose?.(),
  };
}
