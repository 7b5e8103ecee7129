// The page that the README's program writes, without a notebook (tests/NNViz.Tests runs it): everything drawn, light and dark, wide and narrow, offline.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { allDrawn, inkOf, open, output, root, skip as noBrowser } from './browser.mjs';

const feed = path.join(root, 'artifacts/feed');
const packed = existsSync(feed) && readdirSync(feed).some(name => /^NNViz\.\d.*\.nupkg$/.test(name));
const skip = noBrowser || (packed ? false : 'artifacts/feed holds no NNViz package, so the program did not run: ./build.sh pack makes it');

for (const [width, dark] of /** @type {[number, boolean][]} */ ([[400, true], [1400, false]])) {
  test(`the report of the README's program is drawn at ${width} pixels, ${dark ? 'dark' : 'light'}`, { skip }, () => open(output('report-program'), { width, dark }, async page => {
    assert.ok(await allDrawn(page) >= 2);
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.failed), 0);
    for (const i of (await page.locator('[data-nnviz]').all()).keys()) assert.ok(await inkOf(page, `[data-nnviz] >> nth=${i}`) > 500, `widget ${i}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than the page');
    // Light words in the dark, and dark ones in the light.
    const words = await page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).color)?.[0]));
    assert.equal(words > 127, dark, `words ${words}`);
    assert.ok(await page.locator('h1').isVisible());
  }));
}

test('the report of the README\'s program shows its pictures without scripts', { skip }, () => open(output('report-program'), { js: false }, async page => {
  const pictures = await page.locator('[data-nnviz] > img').all();
  assert.ok(pictures.length >= 2);
  for (const picture of pictures) {
    assert.ok(await picture.evaluate((/** @type {HTMLImageElement} */ image) => image.complete && image.naturalWidth > 0 && image.alt.length > 10));
  }
}));
