// Explanations, as tests/NNViz.Tests/Html/ExplainPages.cs writes them: drawn at every width in light and dark, operated, and without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { open, output, pageOf, root, skip } from './browser.mjs';

const side = 12, channels = 3;

/** Every view, and what of it is drawn. */
const views = {
  map: '.nnviz-stack .nnviz-layer', compare: '.nnviz-stack .nnviz-layer', grey: '.nnviz-stack .nnviz-layer', layer: '.nnviz-tile',
  scores: '.js-plotly-plot .bars path', curve: '.js-plotly-plot .scatterlayer path', table: '.js-plotly-plot .bars path',
};

/** @param {string} name @param {(page: any) => Promise<void>} use @param {object} [options] */
const show = (name, use, options = {}) => open(pageOf([output('loader'), output(`explain-${name}`)]), { drawn: 1, ...options }, use);

/** The raw number of the map. @param {number} sample @param {number} channel @param {number} row @param {number} column */
function valueAt(sample, channel, row, column) {
  const map = JSON.parse(readFileSync(path.join(root, 'artifacts/pages/explain-map.json'), 'utf8'));
  return map[((sample * channels + channel) * side + row) * side + column];
}

/** What is read when the pointer is at a place of the overlay. @param {any} page @param {number} row @param {number} column */
async function readAt(page, row, column) {
  const box = await page.locator('.nnviz-stack').first().boundingBox();
  await page.mouse.move(box.x + box.width * (column + 0.5) / side, box.y + box.height * (row + 0.5) / side);
  const [, at, value] = /^map \[(\d+, \d+)\] = (.*)$/.exec(await page.locator('.nnviz-readout').first().textContent()) ?? [];
  assert.equal(at, `${row}, ${column}`);
  return Number(value.replaceAll('−', '-'));
}

/** @param {number} actual @param {number} expected */
const near = (actual, expected) => assert.ok(Math.abs(actual - expected) <= 1e-4 + 1e-3 * Math.abs(expected), `${actual}, not ${expected}`);

for (const [name, drawn] of Object.entries(views)) {
  test(`${name}: drawn at 400 and 1400 pixels, light and dark, nothing wider than the page, controls by keyboard`, { skip }, async () => {
    for (const [width, dark] of /** @type {[number, boolean][]} */ ([[400, false], [400, true], [1400, false], [1400, true]])) {
      await show(name, async page => {
        await page.locator(drawn).first().waitFor({ state: 'attached' });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${over} pixels too wide at ${width}`);
        assert.ok(await page.evaluate(() => [...document.querySelectorAll('.nnviz :is(select, input, button)')]
          .every(el => /** @type {HTMLElement} */ (el).tabIndex === 0 && (el.getAttribute('aria-label') || /** @type {any} */ (el).labels?.length || el.textContent))));
      }, { width, dark });
    }
  });

  test(`${name}: without scripts a picture with words stands there`, { skip }, async () => {
    await open(pageOf([output('loader'), output(`explain-${name}`)]), { js: false }, async page => {
      const picture = page.locator('img').first();
      assert.ok((await picture.getAttribute('alt')).length > 20);
      const box = await picture.boundingBox();
      assert.ok(box.width > 100 && box.height > 60, JSON.stringify(box));
    });
  });
}

test('map: the number under the pointer is the raw one, of all channels or one, sample by sample', { skip }, async () => {
  await show('map', async page => {
    near(await readAt(page, 4, 7), [0, 1, 2].reduce((sum, channel) => sum + valueAt(0, channel, 4, 7), 0));
    await page.getByLabel('channels').selectOption('2');
    near(await readAt(page, 9, 1), valueAt(0, 2, 9, 1));
    await page.getByLabel('sample', { exact: true }).fill('2');
    await page.getByAltText('input, sample 2').first().waitFor();
    await page.getByLabel('channels').selectOption('0');
    near(await readAt(page, 0, 11), valueAt(2, 0, 0, 11));
  });
});

test('map: the opacity slides by pointer and by keyboard; where the map is 0 the input shows', { skip }, async () => {
  await show('map', async page => {
    const opacity = () => page.locator('.nnviz-layer').first().evaluate((/** @type {HTMLElement} */ el) => Number(el.style.opacity));
    assert.equal(await opacity(), 0.6);
    await page.getByLabel('opacity of the map').first().fill('25');
    assert.equal(await opacity(), 0.25);
    await page.getByLabel('opacity of the map').first().focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await opacity(), 0.26);
    await page.keyboard.press('End');
    assert.equal(await opacity(), 1);
    // How much a cell hides grows with its size, from nothing at 0 to all at the end of the scale.
    const alphas = await page.locator('.nnviz-layer').first().evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
      const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3]);
    });
    const sizes = alphas.map((/** @type {number} */ _, /** @type {number} */ i) => Math.abs([0, 1, 2].reduce((sum, channel) => sum + valueAt(0, channel, Math.floor(i / side), i % side), 0)));
    const order = sizes.map((/** @type {number} */ _, /** @type {number} */ i) => i).sort((/** @type {number} */ a, /** @type {number} */ b) => sizes[a] - sizes[b]);
    assert.ok(order.every((/** @type {number} */ cell, /** @type {number} */ k) => k === 0 || alphas[cell] >= alphas[order[k - 1]] - 1));
    assert.ok(alphas[order[0]] < 80 && alphas[order.at(-1)] > 200, `${alphas[order[0]]} and ${alphas[order.at(-1)]}`);
  });
});

test('compare: all maps move with the sample, by keyboard too, and share one picture of the input', { skip }, async () => {
  await show('compare', async page => {
    assert.equal(await page.locator('.nnviz-stack').count(), 3);
    const sources = () => page.evaluate(() => [...document.querySelectorAll('.nnviz-stack img')].map(img => /** @type {HTMLImageElement} */ (img).src));
    const first = await sources();
    assert.equal(new Set(first).size, 1);
    await page.getByLabel('sample', { exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelectorAll('.nnviz-stack img[alt="input, sample 1"]').length === 3);
    const second = await sources();
    assert.equal(new Set(second).size, 1);
    assert.notEqual(second[0], first[0]);
    await page.getByText('1 is what 99 % of a map\'s own absolute values stay below').waitFor();
  });
});

test('grey: a map that fails a check has no colours, and says why', { skip }, async () => {
  await show('grey', async page => {
    await page.getByText('is grey because it failed: randomised weights').waitFor();
    assert.ok(await page.locator('.nnviz-layer').first().evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
      const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(0, 0, canvas.width, canvas.height);
      const colourful = Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3)).filter(([r, g, b]) => Math.max(r, g, b) - Math.min(r, g, b) > 8);
      return colourful.length <= data.length / 4 * 0.1; // what lies beyond the scale is marked still
    }));
  });
});

test('localised: a picture for each sample flows to the width of the page, with its numbers in words', { skip }, async () => {
  for (const [width, lines] of [[400, 2], [1400, 1]]) {
    await open(pageOf([output('loader'), output('explain-localised')]), { width }, async page => {
      /** @type {{ top: number, wide: number, words: number }[]} */
      const boxes = await page.locator('img').evaluateAll((/** @type {HTMLImageElement[]} */ images) => images.map(img => ({ top: img.getBoundingClientRect().top, wide: img.clientWidth, words: img.alt.length })));
      assert.equal(boxes.length, 4); // three samples and the colours
      assert.ok(boxes.slice(0, 3).every(({ wide, words }) => wide === 150 && words > 20), JSON.stringify(boxes));
      assert.equal(new Set(boxes.slice(0, 3).map(({ top }) => top)).size, lines);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
    });
  }
});

test('blank: no map is drawn, and the cause is named', { skip }, async () => {
  await open(pageOf([output('loader'), output('explain-blank')]), { drawn: 1 }, async page => {
    await page.getByText('No map is drawn.').first().waitFor();
    assert.equal(await page.locator('.nnviz-layer').count(), 0);
    await page.getByText('samples 0 to 2: The map is 0 everywhere.').waitFor();
  });
});

test('table: the bars have the names of the features', { skip }, async () => {
  await show('table', async page => {
    for (const name of ['age', 'height', 'weight', 'pulse', 'steps a day']) await page.locator('.ytick').getByText(name, { exact: true }).waitFor();
    await page.getByText('class well').first().waitFor();
  });
});
