// What is seen of a training: the watch's panel. NNViz.Tests writes the outputs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf, inkOf, open, output, pageOf, settle, skip } from './browser.mjs';

/** Opens one output, in both themes and at the widest and the narrowest. @param {string} name @param {(page: any) => Promise<void>} use */
async function everywhere(name, use) {
  for (const options of [{ width: 1400 }, { width: 400, dark: true }]) {
    await open(pageOf([output('loader'), output(name)]), { drawn: 1, ...options }, async page => {
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than its page`);
      await use(page);
    });
  }
}

/** Waits for a surface, which is to be seen whole, its axes and their words too: nothing of it touches the sides of its place. @param {any} page */
async function whole(page) {
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot'))?.data[0].type === 'surface');
  await page.locator('.gl-container canvas').first().waitFor();
  const [middle, sides] = await columnsOf(page, '.gl-container > div');
  assert.ok(middle > 100, `${middle} pixels differ in the middle`);
  assert.ok(sides <= 4, `${sides} pixels differ at the left and the right end, at ${page.viewportSize().width}: more than a drawing by software leaves`);
}

/** Without scripts the picture is there, with words to it. @param {string} name */
const still = name => open(pageOf([output(name)]), { js: false }, async page => {
  const picture = page.locator('img').first();
  assert.ok(await picture.isVisible());
  assert.ok((await picture.getAttribute('alt')).length > 20);
  assert.ok(await inkOf(page, 'img') > 500);
});

test('watch: a line for each layer in each panel, that grows in place', { skip }, async () => {
  await everywhere('watch-1', async page => {
    const lines = () => page.evaluate(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata.map((/** @type {any} */ line) => line.length));
    const before = await lines();
    assert.equal(before.length, 3 + 1 + 2 + 2); // ReLU has no parameters, and units die behind it only
    await page.evaluate((/** @type {string} */ html) => {
      const place = document.querySelectorAll('section')[1];
      place.innerHTML = html;
      for (const script of place.querySelectorAll('script')) (0, eval)(script.textContent ?? '');
    }, output('watch-2'));
    await page.waitForFunction((/** @type {number} */ n) => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata[0].length > n, before[0]);
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.newPlot), 1);
    await page.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('tr:visible').count(), 4);
  });
  await still('watch-2');
});

test('runs: a colour for each, smoothed together, outliers left out, a falling rate on a logarithmic axis', { skip }, async () => {
  await everywhere('runs', async page => {
    const state = () => page.evaluate(() => {
      const plot = /** @type {any} */ (document.querySelector('.js-plotly-plot'));
      return { lines: plot.calcdata.length, range: plot._fullLayout.yaxis.range, rate: plot._fullLayout.yaxis2.type, names: [...document.querySelectorAll('.legendtext')].map(el => el.textContent) };
    });
    const before = await state();
    assert.equal(before.lines, 9);
    assert.equal(before.rate, 'log');
    assert.deepEqual(before.names, ['lr 0.003', 'lr 0.01', 'lr 0.03']);
    assert.ok(before.range[1] > 20);
    await page.getByLabel('ignore outliers').focus();
    await page.keyboard.press('Space');
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot'))._fullLayout.yaxis.range[1] < 4);
    await page.getByLabel('smoothing').fill('80');
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata.length === 18);
  });
  await still('runs');
});

test('weights over time: parameter by parameter as ridges, surface and bands', { skip }, async () => {
  await everywhere('weights-over-time', async page => {
    const shown = () => page.evaluate(() => [.../** @type {any} */ (document.querySelector('.js-plotly-plot')).data.map((/** @type {any} */ trace) => trace.type)]);
    assert.equal((await shown()).length, 16);
    await page.getByLabel('as', { exact: true }).selectOption('bands');
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot'))?.data.length === 4);
    await page.getByLabel('as', { exact: true }).selectOption('surface');
    await whole(page);
    await page.getByLabel('parameter').selectOption('fc5.weight');
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot'))?.layout.title.text.startsWith('fc5.weight'));
  });
  await still('weights-over-time');
});

test('landscape: lines of equal loss around the network, and the curve along one direction', { skip }, async () => {
  await everywhere('landscape', async page => {
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).data.map((/** @type {any} */ trace) => trace.type)), ['contour', 'scatter']);
    await page.getByLabel('as', { exact: true }).selectOption('surface');
    await whole(page);
  });
  await everywhere('landscape-line', async page => assert.equal(await page.evaluate(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata[0].length), 41));
  await still('landscape');
});

test('film: one slider moves loss, boundary, weights and gradients together', { skip }, async () => {
  await everywhere('film', async page => {
    const state = () => page.evaluate(() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => JSON.stringify([
      /** @type {any} */ (plot).layout.annotations.map((/** @type {any} */ note) => note.text), /** @type {any} */ (plot).data.map((/** @type {any} */ trace) => trace.z ?? trace.x)])));
    const last = await state();
    assert.equal(last.length, 3); // loss, boundary, gradients; the weights are a heatmap of our own
    assert.ok(last[0].includes('step 29'));
    const weights = async () => (await page.locator('.nnviz-cellmap canvas').first().screenshot()).toString('base64');
    const before = await weights();
    await page.getByLabel('epoch', { exact: true }).focus();
    await page.keyboard.press('Home');
    await page.waitForFunction(() => JSON.stringify(/** @type {any} */ (document.querySelector('.js-plotly-plot')).layout.annotations).includes('step 0'));
    // The views are drawn one after the other; what is awaited here is what is to be shown.
    while ((await state()).some((/** @type {string} */ view, /** @type {number} */ i) => view === last[i]) || await weights() === before) await settle(page);
  });
  await still('film');
});

test('film: where a step has no picture, its text stands there, and the next one is drawn again', { skip }, async () => {
  await everywhere('film-text', async page => {
    const plots = () => page.locator('.js-plotly-plot').count();
    const note = page.locator('.nnviz-view .nnviz-note');
    assert.match(await note.textContent(), /Record\(\)/);
    assert.equal(await plots(), 1); // the loss
    const slider = page.getByLabel('epoch', { exact: true });
    for (const [at, drawn] of [['2', 2], ['1', 1], ['0', 2]]) {
      await slider.fill(/** @type {string} */ (at));
      await page.waitForFunction((/** @type {number} */ count) => document.querySelectorAll('.js-plotly-plot').length === count, drawn);
      assert.equal(await note.count(), 2 - Number(drawn));
    }
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.failed), 0);
  });
});
