// A graph of nested nodes, level by level: in each container, its children in rows from the first to the last, and lanes that lead long edges past
// what lies between. None of it depends on what is open.

/** @typedef {import('../types').GraphPayload} GraphPayload */
const sweeps = 4;
const unlinkedInRow = 4;

/** A node and what it lies in, from the outside in. @param {GraphPayload['nodes']} nodes @param {number} node */
export function pathOf(nodes, node) {
  const path = [];
  for (let at = node; at >= 0; at = nodes[at].parent ?? -1) path.unshift(at);
  return path;
}

/**
 * The level on which two nodes part: its container, and the children that hold them; undefined where one lies in the other.
 * @param {GraphPayload['nodes']} nodes @param {number} from @param {number} to
 */
export function partingOf(nodes, from, to) {
  const [a, b] = [pathOf(nodes, from), pathOf(nodes, to)];
  const depth = a.findIndex((node, i) => node !== b[i]);
  return depth < 0 || depth >= b.length ? undefined : { container: depth === 0 ? -1 : a[depth - 1], from: a[depth], to: b[depth] };
}

/**
 * What joins the children of one container: links between them, and edges that come in from outside or go out from one of them.
 * @typedef {{ children: number[], links: Map<string, [number, number]>, entries: Set<number>, exits: Set<number> }} Joints
 */

/** Every container's level; −1 is the whole graph. @param {GraphPayload} graph @returns {Map<number, Level>} */
export function levelsOf({ nodes, edges }) {
  /** @type {Map<number, Joints>} */
  const found = new Map();
  const joints = (/** @type {number} */ container) => {
    /** @type {Joints} */
    const known = found.get(container) ?? { children: [], links: new Map(), entries: new Set(), exits: new Set() };
    found.set(container, known);
    return known;
  };
  joints(-1);
  nodes.forEach(({ parent = -1 }, i) => joints(parent).children.push(i));
  for (const { from, to } of edges) {
    const parting = partingOf(nodes, from, to);
    if (!parting) continue;
    joints(parting.container).links.set(`${parting.from} ${parting.to}`, [parting.from, parting.to]);
    crossings(nodes, from, parting.from).forEach(([container, child]) => joints(container).exits.add(child));
    crossings(nodes, to, parting.to).forEach(([container, child]) => joints(container).entries.add(child));
  }
  return new Map([...found].map(([container, own]) => [container, new Level(own)]));
}

/** The borders between a node and what holds it: [container, its child], from the inside out. @param {GraphPayload['nodes']} nodes @param {number} node @param {number} outermost */
export function crossings(nodes, node, outermost) {
  const path = pathOf(nodes, node);
  const inside = path.slice(path.indexOf(outermost));
  return inside.slice(1).map((child, i) => /** @type {[number, number]} */ ([inside[i], child])).reverse();
}

/**
 * One container's children in rows. An item of a row is a child (its number) or a part of a lane (below zero: −1 − the lane's number). An edge back (a
 * module that is used again) has no say in the order, which is that of running.
 */
export class Level {
  /** @type {number[][]} */
  rows = [];
  /** @type {string[]} the edges that pass rows: 'from to', 'in to', 'from out' */
  lanes = [];
  /** @type {{ above: Map<number, number[]>, below: Map<number, number[]> }[]} what each item of a row is joined to */
  #joins = [];

  /** @param {Joints} joints with the children in the order in which they run */
  constructor({ children, links, entries, exits }) {
    const forward = [...links.values()].filter(([from, to]) => from < to);
    const rank = ranksOf(children, forward, new Set([...forward.flat(), ...entries, ...exits]));
    rank.forEach((row, child) => (this.rows[row] ??= []).push(child));
    this.#joins = this.rows.map(() => ({ above: new Map(), below: new Map() }));
    const rowOf = (/** @type {number} */ child) => /** @type {number} */ (rank.get(child));
    for (const [from, to] of forward) this.#link({ item: from, row: rowOf(from) }, { item: to, row: rowOf(to) });
    for (const to of entries) this.#link({ item: 'in', row: -1 }, { item: to, row: rowOf(to) });
    for (const from of exits) this.#link({ item: from, row: rowOf(from) }, { item: 'out', row: this.rows.length });
    for (let sweep = 0; sweep < sweeps; sweep++) this.#sort(sweep % 2 === 0 ? 1 : -1);
    const rest = children.filter(child => !rank.has(child));
    for (let i = 0; i < rest.length; i += unlinkedInRow) this.rows.push(rest.slice(i, i + unlinkedInRow));
  }

  /** The places in the row below (step 1) or above (step −1) that an item is joined to. @param {number} row @param {number} item @param {number} step */
  near(row, item, step) {
    const joins = this.#joins[row]?.[step > 0 ? 'below' : 'above'].get(item) ?? [];
    return joins.map(other => this.rows[row + step].indexOf(other));
  }

  /**
   * Joins two items, by a lane if they are not in neighbouring rows.
   * @param {{ item: number | 'in', row: number }} from @param {{ item: number | 'out', row: number }} to
   */
  #link(from, to) {
    const lane = -1 - this.lanes.length;
    if (to.row - from.row > 1) this.lanes.push(`${from.item} ${to.item}`);
    for (let row = from.row; row < to.row; row++) {
      const [above, below] = [row === from.row ? from.item : lane, row + 1 === to.row ? to.item : lane];
      if (row + 1 < to.row) this.rows[row + 1].push(lane);
      if (typeof above === 'string' || typeof below === 'string') continue;
      add(this.#joins[row].below, above, below);
      add(this.#joins[row + 1].above, below, above);
    }
  }

  /** Puts every item near what it is joined to, so that few edges cross (barycentres). @param {number} step 1 from top to bottom, −1 back */
  #sort(step) {
    const order = step > 0 ? this.rows.keys() : [...this.rows.keys()].reverse();
    for (const row of order) {
      const place = new Map(this.rows[row].map((item, i) => {
        const near = this.near(row, item, -step);
        return [item, near.length ? near.reduce((a, b) => a + b) / near.length : i];
      }));
      this.rows[row].sort((a, b) => /** @type {number} */ (place.get(a)) - /** @type {number} */ (place.get(b)));
    }
  }
}

/** @param {Map<number, number[]>} map @param {number} key @param {number} value */
const add = (map, key, value) => map.set(key, [...map.get(key) ?? [], value]);

/** The row of every child that an edge touches: one below the lowest that leads to it. @param {number[]} children @param {[number, number][]} links @param {Set<number>} touched */
function ranksOf(children, links, touched) {
  /** @type {Map<number, number>} */
  const rank = new Map();
  for (const child of children.filter(child => touched.has(child))) {
    const above = links.filter(([, to]) => to === child).map(([from]) => /** @type {number} */ (rank.get(from)));
    rank.set(child, Math.max(-1, ...above) + 1);
  }
  return rank;
}
