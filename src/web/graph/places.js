// Where everything lies: boxes in rows, each as near below what it is joined to as its neighbours allow.

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {{ width: number, height: number }} Size */

const gap = { x: 22, y: 34 };
const laneWidth = 10;
const passes = 8;

/**
 * The places nearest to the wanted ones that keep an order and distances: least squares by pooling neighbours that would overlap.
 * @param {number[]} wanted @param {number[]} distances of each from the one before it; the first is not used
 * @returns {number[]}
 */
export function keepApart(wanted, distances) {
  /** @type {{ sum: number, count: number }[]} */
  const pools = [];
  let offset = 0;
  const offsets = distances.map((distance, i) => (offset += i === 0 ? 0 : distance));
  wanted.forEach((place, i) => {
    pools.push({ sum: place - offsets[i], count: 1 });
    for (let last = pools.length - 1; last > 0 && pools[last - 1].sum / pools[last - 1].count > pools[last].sum / pools[last].count; last--) {
      const { sum, count } = /** @type {{ sum: number, count: number }} */ (pools.pop());
      pools[last - 1].sum += sum;
      pools[last - 1].count += count;
    }
  });
  return pools.flatMap(({ sum, count }) => Array(count).fill(sum / count)).map((place, i) => place + offsets[i]);
}

/**
 * The boxes of a level's rows, from (0, 0) on, and the size of all.
 * @param {import('./levels.js').Level} level @param {(child: number) => Size} sizeOf
 * @returns {{ boxes: Box[][], size: Size }} a box an item of each row
 */
export function placesOf(level, sizeOf) {
  const sizes = level.rows.map(row => row.map(item => (item < 0 ? { width: laneWidth, height: 0 } : sizeOf(item))));
  const apart = sizes.map(row => row.map(({ width }, i) => (i === 0 ? 0 : (row[i - 1].width + width) / 2 + gap.x)));
  const centres = apart.map(row => keepApart(row.map(() => 0), row));
  for (let pass = 0; pass < passes; pass++) {
    level.rows.forEach((row, r) => {
      const wanted = row.map((item, i) => {
        const near = [-1, 1].flatMap(step => level.near(r, item, step).map(k => centres[r + step][k]));
        return near.length ? near.reduce((a, b) => a + b) / near.length : centres[r][i];
      });
      centres[r] = keepApart(wanted, apart[r]);
    });
  }
  return boxesOf(sizes, centres);
}

/** @param {Size[][]} sizes @param {number[][]} centres */
function boxesOf(sizes, centres) {
  const left = Math.min(0, ...sizes.flatMap((row, r) => row.map(({ width }, i) => centres[r][i] - width / 2)));
  let y = 0;
  const boxes = sizes.map((row, r) => {
    const tall = Math.max(0, ...row.map(({ height }) => height));
    const placed = row.map(({ width, height }, i) => ({ x: centres[r][i] - width / 2 - left, y: y + (tall - (height || tall)) / 2, width, height: height || tall }));
    y += tall + gap.y;
    return placed;
  });
  const width = Math.max(0, ...boxes.flat().map(box => box.x + box.width));
  return { boxes, size: { width, height: Math.max(0, y - gap.y) } };
}
