// Each widget, drawn from HTML as NNViz writes it, and operated. What the outputs hold is said in tests/NNViz.Tests/Html/BrowserPages.cs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOf, open, output, pageOf, skip } from './browser.mjs';

/** @param {string} name @param {(page: any) => Promise<void>} use @param {object} [options] */
const show = (name, use, options = {}) => open(pageOf([output('loader'), output(name)]), { drawn: 1, ...options }, use);

/** Points at a cell of the first cell map. @param {any} page @param {number} row @param {number} column @param {{ rows: number, columns: number }} count */
async function pointAt(page, row, column, count) {
  const size = await page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.nnviz-cellmap canvas'));
    return { width: canvas.clientWidth - 58 - 82, height: canvas.clientHeight - 6 - 40 };
  });
  await page.locator('.nnviz-cellmap canvas').first().hover({
    position: { x: 58 + (column + 0.5) * size.width / count.columns, y: 6 + (row + 0.5) * size.height / count.rows },
  });
  return await page.locator('.nnviz-readout').first().textContent();
}

test('figure: drawn by plotly.js, as wide as its place allows, and follows the place', { skip }, async () => {
  await show('figure', async page => {
    assert.ok(await inkOf(page, '.js-plotly-plot') > 1000);
    assert.deepEqual(await page.evaluate(() => [.../** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata[0].map((/** @type {any} */ p) => p.y)]), [2.3, 1.1, 0.6, 0.4]);
    assert.equal((await page.locator('.js-plotly-plot').boundingBox()).width, 640);
    await page.setViewportSize({ width: 420, height: 800 });
    await page.waitForFunction(() => document.querySelector('.main-svg')?.clientWidth === 404);
  });
});

test('tensor: sliders, axes and values under pointer and keyboard', { skip }, async () => {
  await show('tensor', async page => {
    const count = { rows: 4, columns: 5 };
    assert.equal(await pointAt(page, 2, 3, count), '[0, 0, 2, 3] = 23');
    await page.getByLabel('out', { exact: true }).fill('1');
    await page.getByLabel('in', { exact: true }).fill('2');
    assert.equal(await pointAt(page, 3, 1, count), '[1, 2, 3, 1] = 1231');
    assert.equal(await pointAt(page, 3, 4, count), '[1, 2, 3, 4] = NaN');
    assert.equal(await pointAt(page, 3, 3, count), '[1, 2, 3, 3] = +Inf');
    assert.equal(await pointAt(page, 3, 2, count), '[1, 2, 3, 2] = −Inf');
    await page.locator('.nnviz-cellmap canvas').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.locator('.nnviz-readout').textContent(), '[1, 2, 2, 1] = 1221');
  });
});

test('tensor: other axes can be drawn', { skip }, async () => {
  await show('tensor', async page => {
    await page.getByLabel('down').selectOption('out');
    assert.equal(await pointAt(page, 1, 4, { rows: 2, columns: 5 }), '[1, 0, 0, 4] = 1004');
    await page.getByLabel('across').selectOption('out');
    assert.equal(await page.getByLabel('down').inputValue(), 'column');
    assert.equal(await pointAt(page, 4, 1, { rows: 5, columns: 2 }), '[1, 0, 0, 4] = 1004');
  });
});

test('gallery: a chosen tile is enlarged with its values, by pointer and keyboard, over pages', { skip }, async () => {
  await show('gallery', async page => {
    const count = { rows: 3, columns: 4 };
    assert.equal(await page.locator('.nnviz-tile').count(), 64);
    await page.locator('.nnviz-tile').nth(5).click();
    assert.equal(await pointAt(page, 1, 2, count), 'channel 5 [1, 2] = −0.89'); // code 5 + 6 = 11 → −1 + 0.11
    await page.locator('.nnviz-tile').nth(5).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('.nnviz-title').textContent(), 'channel 6');
    await page.keyboard.press('ArrowDown');
    const across = await page.evaluate(() => {
      const tiles = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.nnviz-tile'))];
      return tiles.filter(tile => tile.offsetTop === tiles[0].offsetTop).length;
    });
    assert.equal(await page.locator('.nnviz-title').textContent(), `channel ${6 + across}`);
    await page.getByLabel('next page').click();
    assert.equal(await page.locator('.nnviz-tile').count(), 6);
    assert.equal(await page.locator('.nnviz-title').textContent(), 'channel 64');
  });
});

test('panels: layer × sample, each with its own content', { skip }, async () => {
  await show('panels', async page => {
    assert.equal(await page.locator('.nnviz-tile').count(), 3);
    await page.getByLabel('sample').selectOption('1');
    await page.getByAltText('conv1, sample 1').waitFor();
    await page.getByLabel('layer').selectOption({ index: 1 });
    await page.waitForSelector('.nnviz-stage .js-plotly-plot .trace');
    assert.equal(await page.locator('.nnviz-tile').count(), 0);
    await page.getByLabel('sample').selectOption('0');
    await page.getByText('did not run').waitFor();
    assert.equal(await page.locator('.js-plotly-plot').count(), 0);
  });
});

test('overlay: opacity, and the value under the pointer', { skip }, async () => {
  await show('overlay', async page => {
    await page.getByLabel('opacity of the saliency').fill('25');
    assert.equal(await page.locator('.nnviz-layer').evaluate((/** @type {HTMLElement} */ el) => el.style.opacity), '0.25');
    const box = await page.locator('.nnviz-stack').boundingBox();
    await page.mouse.move(box.x + box.width * 5 / 6, box.y + box.height * 3 / 4);
    assert.equal(await page.locator('.nnviz-readout').textContent(), 'saliency [1, 2] = 5');
  });
});

test('scrubber: views move together, each plotted once, by slider and by itself', { skip }, async () => {
  await show('scrubber', async page => {
    const points = () => page.evaluate(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata[0].length);
    assert.equal(await points(), 6); // the last epoch
    await page.locator('.nnviz-tile').nth(2).click();
    await page.getByLabel('epoch', { exact: true }).fill('0');
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata[0].length === 4);
    assert.equal(await page.locator('.nnviz-title').last().textContent(), 'channel 2');
    await page.getByLabel('play the epochs').click();
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata[0].length === 6);
    assert.equal(await page.getByLabel('epoch', { exact: true }).inputValue(), '2');
    assert.equal(await page.getByLabel('play the epochs').textContent(), '▶');
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.newPlot), 1);
  });
});

test('tree: search opens what it finds and hides the rest', { skip }, async () => {
  await show('tree', async page => {
    await page.getByLabel('find a layer').fill('decoder.re');
    assert.ok(await page.getByText('decoder.relu').isVisible());
    assert.ok(!await page.getByText('decoder.conv').isVisible());
    assert.ok(!await page.getByText('encoder', { exact: true }).isVisible());
    assert.ok(await page.getByText('1 found').isVisible());
    await page.getByLabel('find a layer').fill('');
    assert.ok(await page.getByText('encoder.conv').isVisible());
    assert.ok(!await page.getByText('decoder.relu').isVisible());
  });
});

test('from 400 to 1400 pixels nothing sticks out, and all controls can be reached by keyboard', { skip }, async () => {
  for (const width of [400, 700, 1400]) {
    await open(output('page'), { drawn: 9, width }, async page => {
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `at ${width}`);
      const reachable = await page.evaluate(() =>
        [...document.querySelectorAll('.nnviz :is(select, input, button, summary)')].every(el => /** @type {HTMLElement} */ (el).tabIndex === 0));
      assert.ok(reachable);
      const unnamed = await page.evaluate(() => [...document.querySelectorAll('.nnviz :is(select, input)')]
        .filter(el => !el.getAttribute('aria-label') && !/** @type {any} */ (el).labels?.length).length);
      assert.equal(unnamed, 0);
    });
  }
});

test('graph: opens and closes, finds, chooses, colours and zooms, by pointer and keyboard', { skip }, async () => {
  await show('graph', async page => {
    const labels = () => page.locator('.nnviz-node').evaluateAll((/** @type {Element[]} */ nodes) => nodes.map(node => Number(node.getAttribute('data-node'))).sort((a, b) => a - b));
    assert.deepEqual(await labels(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(await page.locator('.nnviz-edge').count(), 8);
    await page.getByRole('button', { name: 'close all' }).click();
    assert.deepEqual(await labels(), [0, 1, 2, 7]);
    assert.equal(await page.locator('.nnviz-edge').count(), 3); // both edges from the stem into the block are one
    await page.locator('[data-node="2"]').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await labels(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-node')), '2');
    await page.getByLabel('find a layer').fill('linear');
    assert.ok((await labels()).includes(9)); // its container has opened
    assert.equal(await page.locator('.nnviz-found').getAttribute('data-node'), '9');
    await page.locator('[data-node="9"]').click();
    assert.ok(await page.getByText('parameters 163850').isVisible());
    await page.getByLabel('colour by').selectOption('parameters');
    assert.match(await page.locator('[data-node="9"] rect').getAttribute('style'), /85%/);
    const width = () => page.locator('.nnviz-graph svg').evaluate((/** @type {Element} */ svg) => Number(svg.getAttribute('width')));
    const before = await width();
    await page.getByLabel('zoom in').click();
    assert.ok(await width() > before);
  });
});

test('graph: a thousand layers show quickly, with few boxes at first', { skip }, async () => {
  await show('graph-deep', async page => {
    assert.ok(await page.locator('.nnviz-node').count() <= 40);
    const ratio = await page.evaluate(() => {
      const button = (/** @type {string} */ text) => /** @type {HTMLElement} */ ([...document.querySelectorAll('button')].find(one => one.textContent === text));
      const svg = () => /** @type {Element} */ (document.querySelector('.nnviz-graph svg'));
      const best = (/** @type {() => void} */ action) => Math.min(...Array.from({ length: 7 }, () => {
        const start = performance.now();
        action();
        svg().getBoundingClientRect();
        return performance.now() - start;
      }));
      const opening = best(() => {
        button('close all').click();
        button('open all').click();
      });
      // The peer, in the same moment: the finished picture read from its text.
      const text = svg().outerHTML, frame = /** @type {Element} */ (svg().parentElement);
      return opening / best(() => { frame.innerHTML = text; });
    });
    assert.equal(await page.locator('.nnviz-node').count(), 1110);
    assert.ok(ratio < 20, `opening all takes ${ratio} times what the page takes to read the finished picture`);
  });
});
