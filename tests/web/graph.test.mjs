// The layout of graphs: laws that hold for every graph, and small ones by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelsOf, partingOf } from '../../src/web/graph/levels.js';
import { keepApart, placesOf } from '../../src/web/graph/places.js';

/** @param {number} count @param {[number, number][]} pairs @param {number[]} [parents] */
const graph = (count, pairs, parents = []) => ({
  nodes: Array.from({ length: count }, (_, i) => ({ label: String(i), parent: parents[i] ?? -1 })),
  edges: pairs.map(([from, to]) => ({ from, to })),
});
const top = (/** @type {ReturnType<typeof graph>} */ g) => /** @type {import('../../src/web/graph/levels.js').Level} */ (levelsOf(g).get(-1));

test('a chain is one below the other', () => {
  assert.deepEqual(top(graph(3, [[0, 1], [1, 2]])).rows, [[0], [1], [2]]);
});

test('a residual edge has a lane past what lies between', () => {
  const level = top(graph(3, [[0, 1], [1, 2], [0, 2]]));
  assert.deepEqual(level.rows.map(row => [...row].sort()), [[0], [-1, 1], [2]]);
  assert.deepEqual(level.lanes, ['0 2']);
});

test('a module used again does not turn the order round', () => {
  assert.deepEqual(top(graph(3, [[0, 1], [1, 2], [2, 0]])).rows, [[0], [1], [2]]);
});

test('edges are lifted to the level on which their ends part', () => {
  // 0 { 1 { 2 3 } 4 } 5: the edge 3 → 5 is 0 → 5 on the top, 2 → 4 is 1 → 4 in 0
  const g = graph(6, [[2, 3], [2, 4], [3, 5]], [-1, 0, 1, 1, 0, -1]);
  assert.deepEqual(partingOf(g.nodes, 3, 5), { container: -1, from: 0, to: 5 });
  assert.equal(partingOf(g.nodes, 0, 3), undefined);
  const levels = levelsOf(g);
  assert.deepEqual([-1, 0, 1].map(container => levels.get(container)?.rows.map(row => row.filter(item => item >= 0))), [[[0], [5]], [[1], [4]], [[2], [3]]]);
});

test('an edge into a container goes past what lies before its end there', () => {
  // 0, 1 { 2 → 3 → 4 }: the input 0 goes to 2, and past 2 and 3 to 4
  const level = levelsOf(graph(5, [[0, 2], [2, 3], [3, 4], [0, 4]], [-1, -1, 1, 1, 1])).get(1);
  assert.deepEqual(level?.lanes, ['in 4']);
  assert.deepEqual(level?.rows.map(row => [...row].sort()), [[-1, 2], [-1, 3], [4]]);
});

test('an edge out of a container goes past what lies behind its start there', () => {
  const level = levelsOf(graph(4, [[1, 2], [1, 3]], [-1, 0, 0, -1])).get(0);
  assert.deepEqual(level?.lanes, ['1 out']);
});

test('two branches do not cross', () => {
  // 0 → 1, 2; 1 → 4; 2 → 3; 3, 4 → 5: the rows are 1 2 over 4 3
  const level = top(graph(6, [[0, 1], [0, 2], [1, 4], [2, 3], [3, 5], [4, 5]]));
  const below = new Map([[1, 4], [2, 3]]);
  assert.deepEqual(level.rows[1].map(item => below.get(item)), level.rows[2]);
});

test('modules that no edge touches are all there', () => {
  assert.deepEqual(top(graph(6, [[0, 1]])).rows, [[0], [1], [2, 3, 4, 5]]);
});

test('places keep their distances, and stay where they are wanted if they can', () => {
  assert.deepEqual(keepApart([0, 10, 20], [0, 5, 5]), [0, 10, 20]);
  assert.deepEqual(keepApart([0, 0], [0, 10]), [-5, 5]); // both move alike
  assert.deepEqual(keepApart([0, 0, 100], [0, 10, 10]), [-5, 5, 100]);
});

test('in random graphs no two boxes overlap, every edge leads down, and the same graph gives the same picture', () => {
  let seed = 1;
  const random = () => (seed = seed * 48271 % 2147483647) / 2147483647;
  for (let round = 0; round < 30; round++) {
    const count = 3 + Math.floor(random() * 25);
    const pairs = /** @type {[number, number][]} */ (Array.from({ length: count * 2 }, () => [Math.floor(random() * count), Math.floor(random() * count)])
      .filter(([from, to]) => from < to));
    const level = top(graph(count, pairs));
    const sizes = Array.from({ length: count }, () => ({ width: 20 + random() * 200, height: 20 + random() * 80 }));
    const { boxes, size } = placesOf(level, child => sizes[child]);
    const at = new Map(level.rows.flatMap((row, r) => row.map((item, i) => [item, boxes[r][i]])));
    for (const row of boxes) row.forEach((box, i) => assert.ok(i === 0 || box.x >= row[i - 1].x + row[i - 1].width));
    for (const [from, to] of pairs) {
      const [a, b] = [from, to].map(node => /** @type {import('../../src/web/graph/places.js').Box} */ (at.get(node)));
      assert.ok(a.y + a.height < b.y);
    }
    for (const box of boxes.flat()) assert.ok(box.x >= -1e-9 && box.x + box.width <= size.width + 1e-9 && box.y + box.height <= size.height + 1e-9);
    assert.deepEqual(placesOf(top(graph(count, pairs)), child => sizes[child]), { boxes, size });
  }
});
