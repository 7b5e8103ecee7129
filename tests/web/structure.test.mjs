// The graph of a real network, drawn and operated. The pages are those of tests/NNViz.Tests/Views.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOf, open, output, pageOf, skip } from './browser.mjs';

/** @param {string} name @param {(page: any) => Promise<void>} use @param {object} [options] */
const show = (name, use, options = {}) => open(pageOf([output('loader'), output(name)]), { drawn: 1, ...options }, use);

const names = (/** @type {any} */ page) => page.locator('.nnviz-node .nnviz-name').allTextContents();

test('graph of a net: containers open and close by pointer and keyboard', { skip }, async () => {
  await show('net-graph', async page => {
    await page.getByRole('button', { name: 'close all' }).click();
    assert.deepEqual(await names(page), ['input', '▸ stem', '▸ stage0', '▸ stage1', '▸ stage2', '▸ head', 'output']);
    const stage = page.getByRole('button', { name: /^stage1/ });
    await stage.focus();
    await page.keyboard.press('Enter');
    assert.equal(await stage.getAttribute('aria-expanded'), 'true');
    assert.equal(await stage.evaluate((/** @type {Element} */ el) => el === document.activeElement), true);
    assert.equal((await names(page)).length, 9); // the first block changes the number of channels, the two behind it are alike
    await page.keyboard.press(' ');
    assert.equal((await names(page)).length, 7);
    await page.getByRole('button', { name: 'open all' }).click();
    assert.ok((await names(page)).includes('operations outside modules'));
  });
});

test('graph of a net: a layer is found by its path, chosen, and coloured', { skip }, async () => {
  await show('net-graph', async page => {
    await page.getByRole('button', { name: 'close all' }).click();
    await page.getByLabel('find a layer').fill('stage2.0.conv1');
    assert.equal(await page.locator('.nnviz-controls .nnviz-note').textContent(), '1 found');
    const found = page.locator('.nnviz-found');
    await found.click();
    const facts = await page.locator('.nnviz-facts').textContent();
    assert.match(facts, /conv1: Conv2d/);
    assert.match(facts, /2×32×16×16 → 2×64×8×8/);
    assert.match(facts, /parameters 18496/); // 64 × (32 · 9 + 1)
    await page.getByLabel('colour by').selectOption('multiply-adds');
    assert.ok(await page.locator('.nnviz-node rect[style*="color-mix"]').count() > 5);
  });
});

test('graph of a net: zoom, also at 400 and 1400 pixels', { skip }, async () => {
  for (const width of [400, 1400]) {
    await show('net-graph', async page => {
      const size = async () => Number(await page.locator('.nnviz-graph svg').getAttribute('width'));
      const before = await size();
      await page.getByRole('button', { name: 'zoom in' }).click();
      assert.ok(Math.abs(await size() / before - 1.25) < 1e-6);
      await page.getByRole('button', { name: 'fit the width' }).click();
      assert.ok(await size() <= await page.locator('.nnviz-graph').evaluate((/** @type {Element} */ el) => el.clientWidth) + 1);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
    }, { width });
  }
});

test('graph of a net that throws ends there, and says why', { skip }, async () => {
  await show('net-graph-broken', async page => {
    assert.deepEqual(await names(page), ['input', 'conv', 'flatten', '⚠ fc']);
    assert.match(await page.locator('.nnviz-wrong').textContent(), /fc \(Linear 99 → 3\) threw/);
  });
});

test('graph of a thousand layers and of thousands of calls is drawn', { skip }, async () => {
  for (const name of ['net-graph-blocks', 'net-graph-row', 'net-graph-loop']) {
    await show(name, async page => assert.ok(await page.locator('.nnviz-node').count() > 20, name));
  }
});

test('graph of a net without JavaScript, and in the dark', { skip }, async () => {
  await show('net-graph', async page => assert.ok(await inkOf(page, '.nnviz img') > 2000), { js: false, drawn: 0 });
  await show('net-graph', async page => assert.ok(await inkOf(page, '.nnviz-graph') > 2000), { dark: true });
});

test('diagnosis: findings with evidence and advice, in light and dark, at 400 and 1400 pixels', { skip }, async () => {
  for (const options of [{ width: 400 }, { width: 1400, dark: true }]) {
    await show('diagnosis', async page => {
      assert.equal(await page.locator('.nnviz-finding .js-plotly-plot').count(), await page.locator('.nnviz-finding').count());
      assert.match(await page.locator('.nnviz-finding').first().textContent(), /The network ends in a softmax, and cross_entropy takes another one/);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
      await page.locator('summary').first().focus();
      await page.keyboard.press('Enter');
      assert.match(await page.locator('details[open] table').first().textContent(), /finite numbers/);
    }, { drawn: 8, ...options });
  }
});

test('diagnosis without JavaScript: the evidence as static pictures', { skip }, async () => {
  await show('diagnosis', async page => {
    assert.ok(await page.locator('.nnviz-finding img').count() >= 8);
    assert.ok(await inkOf(page, '.nnviz-finding img') > 1000);
  }, { js: false, drawn: 0 });
});

test('two nets side by side: layers matched, and the similarity of their layers as a heatmap', { skip }, async () => {
  for (const options of [{ width: 400, dark: true }, { width: 1400 }]) {
    await show('comparison', async page => {
      assert.match(await page.locator('.nnviz-compare').textContent(), /parameters475731/);
      assert.deepEqual(await page.locator('.nnviz-diff td:first-child').allTextContents(), ['=', '+', '=', '+', '+', '=', '≠']);
      const plot = await page.locator('.js-plotly-plot').evaluate((/** @type {any} */ el) => ({ type: el.data[0].type, rows: el.calcdata[0][0].z.length, low: el.data[0].zmin, high: el.data[0].zmax }));
      assert.deepEqual(plot, { type: 'heatmap', rows: 4, low: 0, high: 1 });
      assert.ok(await inkOf(page, '.js-plotly-plot') > 5000);
      await page.getByText('Where they disagree').click();
      assert.ok(await page.locator('details[open] table').last().locator('tr').count() > 5);
    }, options);
  }
  await show('comparison', async page => assert.ok(await page.locator('.nnviz-widget img').count() === 1), { js: false, drawn: 0 });
});

test('remedies: a curve each, the net as it is dashed, and how each ended', { skip }, async () => {
  for (const options of [{ width: 400, dark: true }, { width: 1400 }]) {
    await show('remedies', async page => {
      const curves = await page.locator('.js-plotly-plot').evaluate((/** @type {any} */ el) => el.data.map((/** @type {any} */ trace) => [trace.name, trace.line.dash]));
      assert.deepEqual(curves, [['as it is', 'dash'], ['without the softmax at the end', 'solid'], ['standardised data', 'solid']]);
      assert.match(await page.locator('table').textContent(), /without the softmax at the end.*best/);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
    }, options);
  }
  await show('remedies', async page => assert.ok(await inkOf(page, '.nnviz-widget img') > 1000), { js: false, drawn: 0 });
});
