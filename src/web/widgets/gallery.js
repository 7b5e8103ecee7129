// Tiles of one size by page; one of them enlarged, with its values.
import { values } from '../arrays.js';
import { CellMap } from '../cellmap.js';
import { paint } from '../cells.js';
import { h, number } from '../dom.js';
import { indexOf, sideOf } from './tensor.js';

/** @typedef {import('../types').GalleryPayload} GalleryPayload */

const pageSize = 64;

/** @type {WeakMap<HTMLElement, Gallery>} */
const views = new WeakMap();

/** @param {HTMLElement} el @param {GalleryPayload} payload */
export async function mount(el, payload) {
  const gallery = new Gallery(el, payload, await tilesOf(payload));
  views.set(el, gallery);
  return () => gallery.dispose();
}

/** Shows other tiles of the same size and number. @param {HTMLElement} el @param {GalleryPayload} payload */
export async function update(el, payload) {
  views.get(el)?.update(payload, await tilesOf(payload));
}

class Gallery {
  /** @type {GalleryPayload} */
  #payload;
  /** @type {Tiles} */
  #tiles;
  #page = 0;
  #chosen = 0;
  #grid;
  #enlarged = new Enlarged();
  #range = h('span', { class: 'nnviz-note', 'aria-live': 'polite' });

  /** @param {HTMLElement} el @param {GalleryPayload} payload @param {Tiles} tiles */
  constructor(el, payload, tiles) {
    this.#payload = payload;
    this.#tiles = tiles;
    const label = payload.alt ?? `${payload.count} ${payload.noun ?? 'tile'}s`;
    this.#grid = h('div', { class: 'nnviz-tiles', role: 'listbox', 'aria-label': label, onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) });
    const turner = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {number} */ step) =>
      h('button', { type: 'button', 'aria-label': name, onclick: () => this.#turn(this.#page + step) }, sign);
    const pager = h('div', { class: 'nnviz-controls', hidden: this.#pages < 2 }, turner('previous page', '‹', -1), this.#range, turner('next page', '›', 1));
    el.append(h('div', { class: 'nnviz-gallery' }, h('div', { class: 'nnviz-tilebox' }, this.#grid, pager), this.#enlarged.el));
    this.#turn(0);
  }

  /** @param {GalleryPayload} payload @param {Tiles} tiles */
  update(payload, tiles) {
    [this.#payload, this.#tiles] = [payload, tiles];
    this.#turn(this.#page, this.#chosen);
  }

  dispose() {
    this.#enlarged.dispose();
  }

  get #pages() {
    return Math.ceil(this.#payload.count / pageSize);
  }

  /** Shows a page, and chooses a tile of it: the first, if not told which. @param {number} page @param {number} [choice] */
  #turn(page, choice) {
    this.#page = (page + this.#pages) % this.#pages;
    const first = this.#page * pageSize;
    const count = Math.min(this.#payload.count - first, pageSize);
    this.#range.textContent = `${first}–${first + count - 1} of ${this.#payload.count}`;
    this.#grid.replaceChildren(...Array.from({ length: count }, (_, i) => this.#tile(first + i)));
    this.#choose(choice ?? first);
  }

  /** @param {number} i */
  #tile(i) {
    const picture = this.#tiles.picture(i);
    const scale = Math.max(1, Math.round((this.#payload.side ?? 56) / Math.max(picture.width, picture.height)));
    Object.assign(picture.style, { width: `${picture.width * scale}px`, height: `${picture.height * scale}px` });
    return h('div', { class: 'nnviz-tile', role: 'option', onclick: () => this.#choose(i, true) }, picture, h('span', {}, titleOf(this.#payload, i)));
  }

  /** @param {number} i @param {boolean} [focus] */
  #choose(i, focus) {
    this.#chosen = i;
    [...this.#grid.children].forEach((el, k) => {
      const here = this.#page * pageSize + k === i;
      el.setAttribute('aria-selected', String(here));
      el.setAttribute('tabindex', here ? '0' : '-1');
      if (here && focus) /** @type {HTMLElement} */ (el).focus();
    });
    this.#enlarged.show(i, this.#payload, this.#tiles);
  }

  /** Arrow keys go from tile to tile, over the page's edge too. @param {KeyboardEvent} event */
  #key(event) {
    const tops = [...this.#grid.children].map(tile => /** @type {HTMLElement} */ (tile).offsetTop);
    const across = tops.filter(top => top === tops[0]).length;
    const step = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across })[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(this.#payload.count - 1, Math.max(0, this.#chosen + step));
    if (Math.floor(next / pageSize) !== this.#page) this.#turn(Math.floor(next / pageSize), next);
    this.#choose(next, true);
  }
}

/** The chosen tile, large, with its values. */
class Enlarged {
  #title = h('div', { class: 'nnviz-title' });
  #facts = h('div', { class: 'nnviz-note' });
  #body = h('div');
  /** @type {CellMap | undefined} */
  #map;
  el = h('div', { class: 'nnviz-enlarged' }, this.#title, this.#body, this.#facts);

  /** @param {number} i @param {GalleryPayload} payload @param {Tiles} tiles */
  show(i, payload, tiles) {
    this.#title.textContent = nameOf(payload, i);
    this.#facts.textContent = payload.facts?.[i] ?? '';
    if (!tiles.cells) this.#body.replaceChildren(enlargedPicture(tiles.picture(i)));
    else if (this.#map) this.#map.set(gridOf(i, payload, tiles.cells(i)));
    else this.#map = new CellMap(this.#body, gridOf(i, payload, tiles.cells(i)));
  }

  dispose() {
    this.#map?.dispose();
  }
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

/** @typedef {Awaited<ReturnType<typeof tilesOf>>} Tiles */

/** @param {GalleryPayload} payload @param {number} i */
const nameOf = (payload, i) => `${payload.noun ?? 'tile'} ${titleOf(payload, i)}`;

/** A tile's values as a grid. @param {number} i @param {GalleryPayload} payload @param {ArrayLike<number>} cells @returns {import('../cellmap.js').Grid} */
function gridOf(i, payload, cells) {
  const [rows, columns] = payload.axes ?? [{ name: 'row', size: payload.tile.height }, { name: 'column', size: payload.tile.width }];
  return {
    cells, rows: sideOf(rows), columns: sideOf(columns), scale: scaleOf(payload, i), alt: `${nameOf(payload, i)}.`, maxSide: 44, maxHeight: 260,
    describe: (row, column, value) => `${nameOf(payload, i)} [${indexOf(rows, row)}, ${indexOf(columns, column)}] = ${number(value, 6)}`,
  };
}

/** @param {HTMLCanvasElement} picture */
function enlargedPicture(picture) {
  const scale = Math.max(1, Math.floor(260 / Math.max(picture.width, picture.height)));
  picture.style.width = `${picture.width * scale}px`;
  return picture;
}
