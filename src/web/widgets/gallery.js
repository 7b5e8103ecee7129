// Tiles of one size by page; one of them enlarged, with its values.
import { values } from '../arrays.js';
import { cellMap } from '../cellmap.js';
import { paint } from '../cells.js';
import { h, number } from '../dom.js';
import { indexOf, sideOf } from './tensor.js';

/** @typedef {import('../types').GalleryPayload} GalleryPayload */

const pageSize = 64;

/** @param {HTMLElement} el @param {GalleryPayload} payload */
export async function mount(el, payload) {
  const tiles = await tilesOf(payload);
  const noun = payload.noun ?? 'tile';
  const pages = Math.ceil(payload.count / pageSize);
  let page = 0;
  let chosen = 0;

  const grid = h('div', { class: 'nnviz-tiles', role: 'listbox', 'aria-label': payload.alt ?? `${payload.count} ${noun}s`, onkeydown: move });
  const side = h('div', { class: 'nnviz-enlarged' });
  const pager = h('div', { class: 'nnviz-controls', hidden: pages < 2 });
  const shown = h('span', { class: 'nnviz-note', 'aria-live': 'polite' });
  pager.append(
    h('button', { type: 'button', 'aria-label': 'previous page', onclick: () => turn(page - 1) }, '‹'), shown,
    h('button', { type: 'button', 'aria-label': 'next page', onclick: () => turn(page + 1) }, '›'),
  );
  el.append(h('div', { class: 'nnviz-gallery' }, h('div', { class: 'nnviz-tilebox' }, grid, pager), side));
  const enlarged = enlarge(side, payload, tiles);

  /** @param {number} next */
  function turn(next) {
    page = (next + pages) % pages;
    const first = page * pageSize;
    const last = Math.min(payload.count, first + pageSize);
    shown.textContent = `${first}–${last - 1} of ${payload.count}`;
    grid.replaceChildren(...Array.from({ length: last - first }, (_, i) => tile(first + i)));
    choose(first);
  }

  /** @param {number} i */
  function tile(i) {
    const picture = tiles.picture(i);
    const scale = Math.max(1, Math.round((payload.side ?? 56) / Math.max(picture.width, picture.height)));
    Object.assign(picture.style, { width: `${picture.width * scale}px`, height: `${picture.height * scale}px` });
    return h('div', { class: 'nnviz-tile', role: 'option', onclick: () => choose(i, true) }, picture, h('span', {}, titleOf(payload, i)));
  }

  /** @param {number} i @param {boolean} [focus] */
  function choose(i, focus) {
    chosen = i;
    grid.querySelectorAll('.nnviz-tile').forEach((el, k) => {
      const here = page * pageSize + k === i;
      el.setAttribute('aria-selected', String(here));
      el.setAttribute('tabindex', here ? '0' : '-1');
      if (here && focus) /** @type {HTMLElement} */ (el).focus();
    });
    enlarged.show(i);
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const first = /** @type {HTMLElement} */ (grid.firstElementChild);
    const across = Math.max(1, [...grid.children].filter(tile => /** @type {HTMLElement} */ (tile).offsetTop === first.offsetTop).length);
    const step = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across })[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(payload.count - 1, Math.max(0, chosen + step));
    if (Math.floor(next / pageSize) !== page) turn(Math.floor(next / pageSize));
    choose(next, true);
  }

  turn(0);
  return enlarged.dispose;
}

/** @param {GalleryPayload} payload @param {number} i */
const titleOf = (payload, i) => payload.titles?.[i] ?? String(i);

/** The tiles' small pictures and, where there are any, their values. @param {GalleryPayload} payload */
async function tilesOf(payload) {
  const { width, height } = payload.tile;
  if (payload.cells) {
    const all = values(payload.cells, payload.quantised);
    const cells = (/** @type {number} */ i) => all.subarray(i * width * height, (i + 1) * width * height);
    return { cells, picture: (/** @type {number} */ i) => paint(cells(i), width, height, scaleOf(payload, i)) };
  }
  const sprite = /** @type {NonNullable<GalleryPayload['sprite']>} */ (payload.sprite);
  const image = new Image();
  image.src = sprite.src;
  await image.decode();
  const picture = (/** @type {number} */ i) => {
    const canvas = h('canvas', { width, height });
    const [x, y] = [i % sprite.columns * (width + sprite.gap), Math.floor(i / sprite.columns) * (height + sprite.gap)];
    canvas.getContext('2d')?.drawImage(image, x, y, width, height, 0, 0, width, height);
    return canvas;
  };
  return { cells: undefined, picture };
}

/** @param {GalleryPayload} payload @param {number} i */
const scaleOf = ({ scale }, i) => /** @type {import('../types').Scale} */ (Array.isArray(scale) ? scale[i] : scale);

/** The chosen tile, large. @param {HTMLElement} el @param {GalleryPayload} payload @param {Awaited<ReturnType<typeof tilesOf>>} tiles */
function enlarge(el, payload, tiles) {
  const title = h('div', { class: 'nnviz-title' });
  const facts = h('div', { class: 'nnviz-note' });
  const body = h('div');
  el.append(title, body, facts);
  const noun = payload.noun ?? 'tile';
  const [rows, columns] = payload.axes ?? [{ name: 'row', size: payload.tile.height }, { name: 'column', size: payload.tile.width }];
  /** @type {ReturnType<typeof cellMap> | undefined} */
  let map;

  /** @param {number} i */
  const gridOf = i => ({
    cells: /** @type {NonNullable<typeof tiles.cells>} */ (tiles.cells)(i), rows: sideOf(rows), columns: sideOf(columns), scale: scaleOf(payload, i),
    alt: `${noun} ${titleOf(payload, i)}.`, maxSide: 44, maxHeight: 260,
    describe: (/** @type {number} */ row, /** @type {number} */ column, /** @type {number} */ value) =>
      `${noun} ${titleOf(payload, i)} [${indexOf(rows, row)}, ${indexOf(columns, column)}] = ${number(value, 6)}`,
  });

  return {
    /** @param {number} i */
    show(i) {
      title.textContent = `${noun} ${titleOf(payload, i)}`;
      facts.textContent = payload.facts?.[i] ?? '';
      if (!tiles.cells) {
        const picture = tiles.picture(i);
        const scale = Math.max(1, Math.floor(260 / Math.max(picture.width, picture.height)));
        picture.style.width = `${picture.width * scale}px`;
        body.replaceChildren(picture);
      } else if (map) map.set(gridOf(i));
      else map = cellMap(body, gridOf(i));
    },
    dispose: () => map?.dispose(),
  };
}
