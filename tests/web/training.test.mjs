// What is seen of a training: the watch's panel. NNViz.Tests writes the outputs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOf, open, output, pageOf, skip } from './browser.mjs';

/** Opens one output, in both themes and at the widest and the narrowest. @param {string} name @param {(page: any) => Promise<void>} use */
async function everywhere(name, use) {
  for (const options of [{ width: 1400 }, { width: 400, dark: true }]) {
    await open(pageOf([output('loader'), output(name)]), { drawn: 1, ...options }, async page => {
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than its page`);
      await use(page);
    });
  }
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
    assert.equal(before.length, 3 + 3 + 2 + 2); // ReLU has no parameters
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
