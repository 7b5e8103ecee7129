// A chart that grows: one key, one plot, moved from output to output.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, output, pageOf, skip } from './browser.mjs';

/** Does what notebooks do with an updated output: puts new HTML in the old one's place and runs its scripts. @param {any} page @param {string} html @param {number} [section] */
const replace = (page, html, section = 1) => page.evaluate((/** @type {[string, number]} */ [html, section]) => {
  const place = document.querySelectorAll('section')[section];
  place.innerHTML = html;
  for (const script of place.querySelectorAll('script')) (0, eval)(script.textContent ?? '');
}, [html, section]);

const pointsOf = (/** @type {any} */ page) => page.evaluate(() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => /** @type {any} */ (plot).calcdata[0].length));
const newPlots = (/** @type {any} */ page) => page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.newPlot);

test('the living chart moves into the new output: one newPlot, the data grow, nothing blinks', { skip }, async () => {
  await open(pageOf([output('loader'), output('live-1')]), { drawn: 1 }, async page => {
    assert.deepEqual(await pointsOf(page), [2]);
    await page.evaluate(() => { /** @type {any} */ (globalThis).first = document.querySelector('.js-plotly-plot'); });
    for (const [name, points] of /** @type {[string, number][]} */ ([['live-2', 3], ['live-1', 2], ['live-2', 3]])) {
      await replace(page, output(name));
      assert.equal(await page.locator('img:visible').count(), 0);
      assert.deepEqual(await pointsOf(page), [points]);
      assert.ok(await page.evaluate(() => /** @type {any} */ (globalThis).first === document.querySelector('.js-plotly-plot')));
    }
    assert.equal(await newPlots(page), 1);
  });
});

test('where the user zoomed stays', { skip }, async () => {
  await open(pageOf([output('loader'), output('live-1')]), { drawn: 1 }, async page => {
    const range = () => page.evaluate(() => /** @type {any} */ (document.querySelector('.js-plotly-plot'))._fullLayout.xaxis.range);
    const whole = JSON.stringify(await range());
    const box = await page.locator('.nsewdrag').boundingBox();
    await page.mouse.move(box.x + 50, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + 250, box.y + 120, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction((/** @type {string} */ before) => JSON.stringify(/** @type {any} */ (document.querySelector('.js-plotly-plot'))._fullLayout.xaxis.range) !== before, whole);
    const zoomed = await range();
    await replace(page, output('live-2'));
    assert.deepEqual(await range(), zoomed);
  });
});

test('two views of one live output both grow', { skip }, async () => {
  await open(pageOf([output('loader'), output('live-1'), output('live-1')]), { drawn: 2 }, async page => {
    await replace(page, output('live-2'), 1);
    await replace(page, output('live-2'), 2);
    assert.deepEqual(await pointsOf(page), [3, 3]);
    assert.equal(await newPlots(page), 2);
  });
});

test('an update that comes before the loader is drawn as it last was', { skip }, async () => {
  await open(pageOf(['', output('live-1')]), {}, async page => {
    await replace(page, output('live-2'));
    await replace(page, output('loader'), 0);
    await page.waitForSelector('[data-nnviz-drawn]');
    assert.deepEqual(await pointsOf(page), [3]);
    assert.equal(await newPlots(page), 1);
  });
});

test('a training history grows in place, smooths, and shows its values on a logarithmic axis', { skip }, async () => {
  await open(pageOf([output('loader'), output('history-1')]), { drawn: 1 }, async page => {
    const traces = () => page.evaluate(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata.map((/** @type {any} */ trace) => trace.length));
    assert.deepEqual(await traces(), [400, 10, 400, 10]);
    await page.getByLabel('smoothing').fill('90');
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).calcdata.length === 8);
    await page.getByLabel('logarithmic').check();
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot'))._fullLayout.yaxis2.type === 'log');
    await replace(page, output('history-2'));
    assert.deepEqual(await traces(), [403, 10, 400, 10, 3, 403, 10, 400, 10, 3]);
    assert.equal(await page.getByLabel('smoothing').inputValue(), '90');
    assert.equal(await newPlots(page), 1);
    assert.equal(await page.getByRole('progressbar').getAttribute('value'), '0.2');
  });
});

test('the panels of a history stand one below the other where there is little room', { skip }, async () => {
  await open(pageOf([output('loader'), output('history-1')]), { drawn: 1, width: 420 }, async page => {
    const domains = () => page.evaluate(() => ['xaxis', 'xaxis2'].map(axis => /** @type {any} */ (document.querySelector('.js-plotly-plot'))._fullLayout[axis].domain[0]));
    assert.deepEqual(await domains(), [0, 0]);
    await page.setViewportSize({ width: 1000, height: 800 });
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot'))._fullLayout.xaxis2.domain[0] > 0.5);
    assert.deepEqual((await domains())[0], 0);
  });
});
