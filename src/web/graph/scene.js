// The picture of a graph for the containers that are open: boxes with places, edges with paths.
import { crossings, partingOf, pathOf } from './levels.js';
import { placesOf } from './places.js';

/** @typedef {import('../types').GraphPayload} GraphPayload */
/** @typedef {import('./places.js').Box} Box */
/** @typedef {Box & { node: number, open: boolean }} NodeBox */
/** @typedef {{ from: number, to: number, path: string, head: string, label: string, likely: boolean, at: [number, number] }} EdgePath */

const inset = { x: 14, top: 30, bottom: 14 };

export class Scene {
  /** @type {Map<number, NodeBox>} the boxes to be seen, outer ones first */
  boxes = new Map();
  /** @type {EdgePath[]} */
  edges = [];
  /** @type {Map<string, Box[]>} 'container from to' → the boxes of a lane, from the top down */
  #lanes = new Map();
  /** @type {Map<number, ReturnType<typeof placesOf>>} */
  #places = new Map();
  #graph;
  #levels;
  #open;
  #sizeOf;

  /**
   * @param {GraphPayload} graph @param {ReturnType<typeof import('./levels.js').levelsOf>} levels @param {Set<number>} open
   * @param {(node: number) => import('./places.js').Size} sizeOf of a closed node
   */
  constructor(graph, levels, open, sizeOf) {
    this.#graph = graph;
    this.#levels = levels;
    this.#open = open;
    this.#sizeOf = sizeOf;
    this.size = this.#sizeOfLevel(-1);
    this.#settle(-1, 0, 0);
    this.edges = this.#paths();
  }

  /** What is seen of a node: itself, or the outermost closed container around it. @param {number} node */
  seen(node) {
    return /** @type {number} */ (pathOf(this.#graph.nodes, node).find(at => at === node || !this.#open.has(at)));
  }

  /** @param {number} container */
  #sizeOfLevel(container) {
    const places = placesOf(this.#level(container), child => {
      if (!this.#open.has(child)) return this.#sizeOf(child);
      const { width, height } = this.#sizeOfLevel(child);
      return { width: Math.max(this.#sizeOf(child).width, width + 2 * inset.x), height: height + inset.top + inset.bottom };
    });
    this.#places.set(container, places);
    return places.size;
  }

  /** @param {number} container */
  #level(container) {
    return /** @type {import('./levels.js').Level} */ (this.#levels.get(container));
  }

  /** Gives every box of a level its place in the whole. @param {number} container @param {number} x @param {number} y */
  #settle(container, x, y) {
    const { boxes } = /** @type {ReturnType<typeof placesOf>} */ (this.#places.get(container));
    const { rows, lanes } = this.#level(container);
    rows.forEach((row, r) => row.forEach((item, i) => {
      const box = { ...boxes[r][i], x: x + boxes[r][i].x, y: y + boxes[r][i].y };
      if (item < 0) {
        const key = `${container} ${lanes[-1 - item]}`;
        this.#lanes.set(key, [...this.#lanes.get(key) ?? [], box]);
        return;
      }
      const open = this.#open.has(item);
      this.boxes.set(item, { ...box, node: item, open });
      if (open) this.#settle(item, box.x + (box.width - this.#placedWidth(item)) / 2, box.y + inset.top);
    }));
  }

  /** @param {number} container */
  #placedWidth(container) {
    return /** @type {ReturnType<typeof placesOf>} */ (this.#places.get(container)).size.width;
  }

  /** One path for all edges between the same two boxes. */
  #paths() {
    /** @type {Map<string, EdgePath>} */
    const paths = new Map();
    const said = new Set();
    for (const { from, to, label = '', likely = false } of this.#graph.edges) {
      const [a, b] = [this.seen(from), this.seen(to)];
      const parting = partingOf(this.#graph.nodes, from, to);
      if (a === b || !parting || paths.has(`${a} ${b}`)) continue;
      const [start, end] = [a, b].map(node => /** @type {NodeBox} */ (this.boxes.get(node)));
      const line = start.y + start.height <= end.y ? pathDown(start, this.#laneOf(from, to, parting), end) : pathBack(start, end);
      paths.set(`${a} ${b}`, { from: a, to: b, likely, label: said.has(`${a} ${label}`) ? '' : label, ...line });
      said.add(`${a} ${label}`);
    }
    return [...paths.values()];
  }

  /** The boxes that an edge is to pass: out of what holds its start, past its neighbours, into what holds its end. @param {number} from @param {number} to @param {NonNullable<ReturnType<typeof partingOf>>} parting */
  #laneOf(from, to, parting) {
    const { nodes } = this.#graph;
    const keys = [
      ...crossings(nodes, from, parting.from).map(([container, child]) => `${container} ${child} out`),
      `${parting.container} ${parting.from} ${parting.to}`,
      ...crossings(nodes, to, parting.to).reverse().map(([container, child]) => `${container} in ${child}`),
    ];
    return keys.flatMap(key => this.#lanes.get(key) ?? []);
  }
}

/** A soft line down from box to box, straight along its lane. @param {Box} start @param {Box[]} lane @param {Box} end */
function pathDown(start, lane, end) {
  const stops = [
    { x: start.x + start.width / 2, y: start.y + start.height },
    ...lane.flatMap(box => [{ x: box.x + box.width / 2, y: box.y }, { x: box.x + box.width / 2, y: box.y + box.height }]),
    { x: end.x + end.width / 2, y: end.y },
  ];
  const path = stops.slice(1).reduce((text, to, i) => {
    const middle = (stops[i].y + to.y) / 2;
    return `${text} C${stops[i].x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
  }, `M${stops[0].x} ${stops[0].y}`);
  const last = stops[stops.length - 1];
  return {
    path, head: `M${last.x} ${last.y} l-4 -7 h8 z`, at: /** @type {[number, number]} */ ([stops[0].x, stops[0].y + 16]),
  };
}

/** A line round the right side, back up. @param {Box} start @param {Box} end */
function pathBack(start, end) {
  const [from, to] = [start, end].map(box => ({ x: box.x + box.width, y: box.y + box.height / 2 }));
  const out = Math.max(from.x, to.x) + 30;
  const path = `M${from.x} ${from.y} C${out} ${from.y} ${out} ${to.y} ${to.x} ${to.y}`;
  return { path, head: `M${to.x} ${to.y} l7 -4 v8 z`, at: /** @type {[number, number]} */ ([out, (from.y + to.y) / 2]) };
}
