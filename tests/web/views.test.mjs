// Views of scores, weights, projections and tensors, and those of other tests that nothing is operated in: drawn narrow and dark, wide and light,
// with nothing wider than the page, and without scripts. NNViz.Tests writes the outputs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOf, open, output, pageOf, skip } from './browser.mjs';

/** Each output, and how many widgets it draws at least: 0 where pictures are all. @type {Record<string, number>} */
const outputs = {
  'view-confusion': 1, 'view-roc': 1, 'view-precision-recall': 1, 'view-filters': 1, 'view-weight-diff': 0, 'view-spectra': 1, 'view-weights': 1,
  'view-feature-maps': 1, 'view-pca': 1, 'view-image': 1, 'view-compare': 1, 'view-complex': 1,
  'inside-field': 0, 'similarity-deep': 1, 'gradients-over-time': 1, 'watch-many': 1, 'landscape-fine': 1, 'film-filters': 1,
};

/** Pages that stand alone, the front end within them. */
const pages = ['networks'];

for (const [name, drawn] of [...Object.entries(outputs), ...pages.map(page => /** @type {[string, number]} */ ([page, 1]))]) {
  const html = () => pages.includes(name) ? output(name) : pageOf([output('loader'), output(name)]);
  test(`${name}: drawn at 400 pixels dark and 1400 light, nothing wider than the page`, { skip }, async () => {
    for (const [width, dark] of /** @type {[number, boolean][]} */ ([[400, true], [1400, false]])) {
      await open(html(), { drawn, width, dark }, async page => {
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${over} pixels too wide at ${width}`);
        assert.equal(await page.locator('[role=alert]').count(), 0);
      });
    }
  });

  test(`${name}: without scripts a picture with words stands there`, { skip }, async () => {
    await open(html(), { js: false }, async page => {
      const picture = page.locator('img:visible').first();
      assert.ok((await picture.getAttribute('alt')).length > 10);
      assert.ok(await inkOf(page, 'img:visible') > 200);
    });
  });
}
