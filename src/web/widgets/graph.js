// A network as a graph: containers open and close, nodes are found, chosen and coloured by a number; the picture is zoomed and scrolled.
import { h, number, select } from '../dom.js';
import { levelsOf, pathOf } from '../graph/levels.js';
import { Scene } from '../graph/scene.js';

/** @typedef {import('../types').GraphPayload} GraphPayload */

const mostAtFirst = 40;
const lineHeight = 16;
const zoomStep = 1.25;
const margin = 36; // room for edges that lead back

/** @param {HTMLElement} el @param {GraphPayload} payload */
export function mount(el, payload) {
  new GraphView(el, payload);
  return () => {};
}

/** An SVG element. @param {string} tag @param {Record<string, any>} attributes @param {(Node | string)[]} children */
function svg(tag, attributes, ...children) {
  const el = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) el.setAttribute(name, String(value));
  el.append(...children);
  return el;
}

class GraphView {
  #graph;
  #levels;
  /** @type {Set<number>} */
  #open = new Set();
  /** @type {Set<number>} */
  #found = new Set();
  #chosen = -1;
  #zoom = 1;
  #measure = -1;
  #frame = h('div', { class: 'nnviz-graph' });
  #facts = h('div', { class: 'nnviz-facts', 'aria-live': 'polite' });
  #count = h('span', { class: 'nnviz-note', 'aria-live': 'polite' });
  /** @type {Scene | undefined} */
  #scene;

  /** @param {HTMLElement} el @param {GraphPayload} graph */
  constructor(el, graph) {
    this.#graph = graph;
    this.#levels = levelsOf(graph);
    this.#openFirst();
    this.#facts.textContent = 'Choose a layer to read what it is.';
    el.append(this.#controls(), this.#frame, this.#facts);
    this.#draw();
    this.#frame.style.height = `${Math.min(560, Math.max(240, this.#frame.scrollHeight + 2))}px`; // stays, whatever opens
  }

  /** Opens containers from the outside in, as long as the picture stays small. */
  #openFirst() {
    let count = this.#childrenOf(-1).length;
    for (const container of [...this.#levels.keys()].filter(node => node >= 0).sort((a, b) => this.#depth(a) - this.#depth(b) || a - b)) {
      count += this.#childrenOf(container).length - 1;
      if (count <= mostAtFirst) this.#open.add(container);
    }
  }

  /** @param {number} container */
  #childrenOf(container) {
    return this.#levels.get(container)?.rows.flat().filter(item => item >= 0) ?? [];
  }

  /** @param {number} node */
  #depth(node) {
    return pathOf(this.#graph.nodes, node).length;
  }

  #controls() {
    const search = h('input', { type: 'search', placeholder: 'find a layer', 'aria-label': 'find a layer', oninput: () => this.#search(search.value) });
    const button = (/** @type {string} */ label, /** @type {string} */ text, /** @type {() => void} */ action) => h('button', { type: 'button', 'aria-label': label, onclick: action }, text);
    const containers = [...this.#levels.keys()].filter(node => node >= 0);
    const measures = this.#graph.measures ?? [];
    return h('div', { class: 'nnviz-controls' }, search,
      button('zoom out', '−', () => this.#rescale(this.#zoom / zoomStep)), button('zoom in', '+', () => this.#rescale(this.#zoom * zoomStep)),
      button('fit the width', 'fit', () => this.#fit()),
      ...(containers.length ? [button('open all', 'open all', () => this.#setOpen(containers)), button('close all', 'close all', () => this.#setOpen([]))] : []),
      ...(measures.length ? [select('colour by', ['nothing', ...measures.map(measure => measure.name)], i => {
        this.#measure = i - 1;
        this.#draw();
      }).el] : []),
      this.#count);
  }

  /** @param {Iterable<number>} containers */
  #setOpen(containers) {
    this.#open = new Set(containers);
    this.#draw();
  }

  /** @param {string} text */
  #search(text) {
    const wanted = text.trim().toLowerCase();
    // With a dot in it, it is part of a path: layer1.0.conv1.
    const nameOf = (/** @type {number} */ i) => (wanted.includes('.') ? pathOf(this.#graph.nodes, i).map(at => this.#graph.nodes[at].label).join('.') : this.#graph.nodes[i].label);
    const hit = (/** @type {number} */ i) => `${nameOf(i)} ${this.#graph.nodes[i].kind ?? ''}`.toLowerCase().includes(wanted);
    this.#found = new Set(wanted ? this.#graph.nodes.flatMap((_, i) => (hit(i) ? [i] : [])) : []);
    for (const node of this.#found) pathOf(this.#graph.nodes, node).slice(0, -1).forEach(container => this.#open.add(container));
    this.#count.textContent = wanted ? `${this.#found.size} found` : '';
    this.#draw();
    const first = this.#found.values().next().value;
    if (first !== undefined) this.#reveal(first);
  }

  /** Scrolls the frame, and only the frame, to a node. @param {number} node */
  #reveal(node) {
    const box = this.#scene?.boxes.get(node);
    if (!box) return;
    const { clientWidth, clientHeight } = this.#frame;
    this.#frame.scrollTo({ left: box.x * this.#zoom - clientWidth / 2, top: box.y * this.#zoom - clientHeight / 3 });
  }

  #fit() {
    const width = (this.#scene?.size.width ?? 0) + 2 * margin;
    this.#rescale(Math.min(1, this.#frame.clientWidth / width));
  }

  /** @param {number} zoom */
  #rescale(zoom) {
    this.#zoom = Math.min(4, Math.max(0.1, zoom));
    this.#draw();
  }

  #draw() {
    const focused = /** @type {HTMLElement | null} */ (this.#frame.querySelector(':focus'))?.dataset.node;
    const scene = this.#scene = new Scene(this.#graph, this.#levels, this.#open, node => this.#sizeOf(node));
    const [width, height] = [scene.size.width + 2 * margin, scene.size.height + 20];
    const picture = svg('svg', {
      viewBox: `${-margin} -10 ${width} ${height}`, width: width * this.#zoom, height: height * this.#zoom, role: 'group',
      'aria-label': this.#graph.alt ?? 'Network graph.',
    }, ...[...scene.boxes.values()].map(box => this.#node(box)), ...scene.edges.map(edge => this.#edge(edge)));
    this.#frame.replaceChildren(picture);
    if (focused) /** @type {SVGElement | null} */ (picture.querySelector(`[data-node="${focused}"]`))?.focus();
  }

  /** @param {number} node */
  #sizeOf(node) {
    const { label, kind = '' } = this.#graph.nodes[node];
    // An open container's title stands left of the middle, where arrows come in.
    const letters = this.#open.has(node) ? 2 * (label.length + kind.length + 3) : Math.max(label.length + 2, kind.length);
    return { width: Math.max(76, 7.2 * letters + 20), height: kind ? 2 * lineHeight + 10 : lineHeight + 10 };
  }

  /** @param {import('../graph/scene.js').NodeBox} box */
  #node({ node, x, y, width, height, open }) {
    const { label, kind, dashed } = this.#graph.nodes[node];
    const container = this.#levels.has(node);
    const classes = ['nnviz-node', open && 'nnviz-open', dashed && 'nnviz-dashed', node === this.#chosen && 'nnviz-chosen', this.#found.has(node) && 'nnviz-found'];
    const sign = container ? (open ? '▾ ' : '▸ ') : '';
    const [textX, top] = [open ? x + 12 : x + width / 2, y + (open ? 19 : kind ? 17 : height / 2 + 4)];
    const group = svg('g', {
      class: classes.filter(Boolean).join(' '), tabindex: 0, role: 'button', 'data-node': node, 'aria-expanded': container ? open : undefined,
      'aria-label': [label, kind, ...(container ? [`${this.#childrenOf(node).length} inside`] : [])].filter(Boolean).join(', '),
    }, svg('rect', { x, y, width, height, rx: 7, style: this.#tint(node) }), svg('text', { x: textX, y: top, class: 'nnviz-name' }, sign + label, ...(open && kind ? [svg('tspan', { class: 'nnviz-kind' }, `  ${kind}`)] : [])));
    if (kind && !open) group.append(svg('text', { x: textX, y: top + lineHeight, class: 'nnviz-kind' }, kind));
    group.addEventListener('click', () => this.#choose(node, container));
    group.addEventListener('keydown', event => {
      if (!['Enter', ' '].includes(/** @type {KeyboardEvent} */ (event).key)) return;
      event.preventDefault();
      event.stopPropagation();
      this.#choose(node, container);
    });
    return group;
  }

  /** The shade of a node by the chosen measure. @param {number} node */
  #tint(node) {
    const values = this.#graph.measures?.[this.#measure]?.values;
    const value = values?.[node];
    if (!values || value === null || value === undefined || this.#open.has(node)) return undefined;
    const most = Math.max(...values.filter((other, i) => other !== null && !this.#levels.has(i)).map(Number), Number.MIN_VALUE);
    return `fill: color-mix(in srgb, #e0702a ${Math.round(85 * Math.min(1, value / most))}%, transparent)`;
  }

  /** @param {import('../graph/scene.js').EdgePath} edge */
  #edge({ from, to, path, head, label, likely, at }) {
    const near = from === this.#chosen || to === this.#chosen;
    return svg('g', { class: ['nnviz-edge', near && 'nnviz-near', likely && 'nnviz-likely'].filter(Boolean).join(' ') },
      svg('path', { d: path }), svg('path', { d: head, class: 'nnviz-head' }), svg('text', { x: at[0] + 5, y: at[1] + 3 }, label));
  }

  /** @param {number} node @param {boolean} container */
  #choose(node, container) {
    this.#chosen = node;
    if (container && !this.#open.delete(node)) this.#open.add(node);
    const { label, kind, facts = [] } = this.#graph.nodes[node];
    const measures = (this.#graph.measures ?? []).flatMap(({ name, unit = '', values }) => (values[node] === null ? [] : [`${name} ${number(Number(values[node]), 6)} ${unit}`]));
    this.#facts.replaceChildren(h('span', { class: 'nnviz-title' }, [label, kind].filter(Boolean).join(': ')), ...[...facts, ...measures].map(fact => h('div', {}, fact)));
    this.#draw();
  }
}
