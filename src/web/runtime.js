// Brings widgets and their places together. An output's script pushes an entry onto globalThis.nnvizQueue and calls drain, if we are here yet;
// the entry belongs to every element with its key, wherever the page has put those.
import { h } from './dom.js';
import { widgets } from './widgets/index.js';

/** @typedef {import('./types').Entry} Entry */
/** @typedef {{ container: HTMLElement, stage: HTMLElement, entry: Entry, dispose: () => void, goneSince?: number }} Mounted */

/** For tests and for the curious. */
export const counts = { newPlot: 0, mounted: 0, failed: 0 };

/** How long a widget lives on outside the page (a notebook may take a cell out and put it back while it scrolls). */
const afterlifeMs = 60_000;

/** @type {Set<Mounted>} */
const alive = new Set();
/** @type {WeakMap<Element, Entry>} what each place is to show */
const entries = new WeakMap();
/** @type {WeakSet<Element>} places that are drawn or failed */
const done = new WeakSet();
/** @type {HTMLElement[]} places to draw, in order */
const work = [];
/** @type {Entry[]} entries whose place is not in the page yet */
let waiting = [];
let working = false;

/** Draws a place once it has a size: it may lie in a closed part of the page, or come back to it. */
const sized = new ResizeObserver(seen => {
  for (const { target } of seen) {
    if (!visible(target)) continue;
    sized.unobserve(target);
    request(/** @type {HTMLElement} */ (target));
  }
});
/** @param {Element} el */
const visible = el => (el.checkVisibility?.() ?? true) && el.getClientRects().length > 0;

/** Looks for the places of waiting entries. */
const arrivals = new MutationObserver(() => place(waiting));

/** Takes every entry from the queue. */
export function drain() {
  sweep();
  const queue = /** @type {any} */ (globalThis).nnvizQueue ??= [];
  place([...waiting, ...queue.splice(0)]);
}

/** @param {Entry[]} batch */
function place(batch) {
  waiting = batch.filter(entry => !placeOne(entry));
  arrivals.disconnect();
  if (waiting.length > 0) arrivals.observe(document, { childList: true, subtree: true });
}

/** @param {Entry} entry @returns {boolean} whether there was a place for it */
function placeOne(entry) {
  /** @type {NodeListOf<HTMLElement>} */
  const containers = document.querySelectorAll(`[data-nnviz="${CSS.escape(entry.key)}"]`);
  for (const container of containers) {
    const before = entries.get(container);
    if (before && !entry.live) continue;
    entries.set(container, entry);
    if (entry.live && renew(container, entry)) continue;
    if (visible(container)) request(container);
    else sized.observe(container);
  }
  return containers.length > 0;
}

/**
 * Gives a live widget its newer data, in its place or in the one that has taken its place.
 * @param {HTMLElement} container @param {Entry} entry @returns {boolean} whether there was a living one
 */
function renew(container, entry) {
  const update = widgets[entry.widget]?.update;
  const same = [...alive].filter(m => m.entry.key === entry.key && m.entry.widget === entry.widget);
  const living = same.find(m => m.container === container) ?? same.find(m => !m.container.isConnected);
  if (!living || !update) return false;
  if (living.container !== container) {
    container.append(living.stage);
    mark(container);
    living.container = container;
  }
  living.entry = entry;
  attempt(entry, () => update(living.stage, entry.payload));
  return true;
}

/** @param {HTMLElement} container */
function request(container) {
  if (done.has(container)) return;
  done.add(container);
  work.push(container);
  if (!working) drawAll();
}

/** Draws one place after the other, and lets the page breathe in between. */
async function drawAll() {
  working = true;
  for (let container; (container = work.shift());) {
    await draw(container, /** @type {Entry} */ (entries.get(container)));
    if (work.length > 0) await new Promise(resume => setTimeout(resume));
  }
  working = false;
}

/** @param {HTMLElement} container @param {Entry} entry */
async function draw(container, entry) {
  const widget = widgets[entry.widget];
  await attempt(entry, async () => {
    if (!widget) throw new Error(`there is no widget '${entry.widget}'; this front end has ${Object.keys(widgets).join(', ')}`);
    const stage = widget.enhances ? container : h('div', { class: 'nnviz-stage nnviz-hidden' });
    if (stage !== container) container.append(stage);
    try {
      const dispose = await widget.mount(stage, entry.payload);
      alive.add({ container, stage, entry, dispose });
      stage.classList.remove('nnviz-hidden');
      mark(container);
      counts.mounted++;
      const newest = /** @type {Entry} */ (entries.get(container));
      if (newest !== entry) renew(container, newest);
    } catch (error) {
      if (stage !== container) stage.remove();
      throw error;
    }
  });
}

/** The picture gives way to the stage. @param {HTMLElement} container */
function mark(container) {
  done.add(container);
  container.setAttribute('data-nnviz-drawn', '');
}

const warned = new Set();

/** A failing widget leaves its picture in place, and says so once. @param {Entry} entry @param {() => unknown} action */
async function attempt(entry, action) {
  try {
    await action();
  } catch (error) {
    counts.failed++;
    if (!warned.has(entry.key)) console.warn(`NNViz: the widget '${entry.widget}' could not be drawn; its picture stays.`, error);
    warned.add(entry.key);
  }
}

/** Ends the widgets that have been out of the page for a while; should their place come back, they are drawn again. */
function sweep() {
  const now = performance.now();
  for (const mounted of alive) {
    const { container, stage, dispose } = mounted;
    mounted.goneSince = container.isConnected ? undefined : mounted.goneSince ?? now;
    if (mounted.goneSince === undefined || now - mounted.goneSince < afterlifeMs) continue;
    dispose();
    alive.delete(mounted);
    if (stage !== container) stage.remove();
    container.removeAttribute('data-nnviz-drawn');
    done.delete(container);
    sized.observe(container);
  }
}
