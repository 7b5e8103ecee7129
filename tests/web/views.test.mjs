// Views that have no test of their own: drawn, within the page, without scripts, and operated as their parts allow: read under the pointer, by keyboard.
// NNViz.Tests writes the outputs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOf, open, output, pageOf, skip } from './browser.mjs';

/**
 * @typedef {object} Seen
 * @property {number} [drawn] how many widgets it draws at least; 0 where pictures are all
 * @property {RegExp} [hover] what stands at the pointer over the first trace of the first plot
 * @property {[string, string, () => unknown][]} [keys] where the focus is, a key, and what in the page changes by it
 */
const title = () => document.querySelector('.nnviz-title')?.textContent;
const readout = () => document.querySelector('.nnviz-readout')?.textContent;
const plotted = () => /** @type {any} */ (document.querySelector('.js-plotly-plot'))?.layout?.title?.text;
const unfolded = () => document.querySelectorAll('details[open]').length;
const slider = () => document.querySelector('output')?.textContent;

/** @type {Record<string, Seen>} */
const outputs = {
  'view-confusion': { hover: /(disc|square|triangle|cross)[^]*\d/, keys: [['summary', 'Enter', unfolded]] },
  'view-roc': { hover: /\d/ }, 'view-precision-recall': { hover: /\d/ }, 'view-pca': { hover: /\d/ },
  'view-filters': { keys: [['.nnviz-tile', 'ArrowRight', title]] },
  'view-image': { keys: [['.nnviz-tile', 'ArrowRight', title]] },
  'view-feature-maps': { keys: [['.nnviz-tile', 'ArrowRight', title], ['.nnviz-cellmap canvas', 'ArrowDown', readout]] },
  'view-weight-diff': { hover: /conv1\.weight/, keys: [['summary', 'Enter', unfolded]] },
  'view-spectra': { hover: /\d/ },
  'view-weights': { keys: [['.nnviz-tile', 'ArrowRight', title], ['.nnviz-cellmap canvas', 'ArrowRight', readout]] },
  'view-compare': { keys: [['.nnviz-cellmap canvas', 'ArrowDown', readout]] },
  'view-complex': { keys: [['.nnviz-cellmap canvas', 'ArrowDown', readout]] },
  'inside-field': { drawn: 0 },
  'similarity-deep': { hover: /layers \d+ and \d+: 0\.\d/ },
  'gradients-over-time': { keys: [['select', 'ArrowDown', plotted]] },
  'watch-many': { hover: /layer\d+/, keys: [['summary', 'Enter', unfolded]] },
  'landscape-fine': { hover: /\d/ },
  'film-filters': { keys: [['input[type=range]', 'ArrowLeft', slider]] },
  networks: { keys: [['summary', 'Enter', unfolded]] },
};

/** Pages that stand alone, the front end within them. */
const pages = ['networks'];
const html = (/** @type {string} */ name) => (pages.includes(name) ? output(name) : pageOf([output('loader'), output(name)], { head: '<meta name="color-scheme" content="light dark">' }));

/** Where the first trace of the first plot has something to read, in the page; runs there. @param {any} plot */
function placeOf(plot) {
  plot.scrollIntoView({ block: 'center' });
  const trace = plot._fullData[0], [x, y] = [trace.xaxis, trace.yaxis].map(id => plot._fullLayout[`${id[0]}axis${id.slice(1)}`]);
  const area = plot.querySelector(`.nsewdrag[data-subplot="${trace.xaxis}${trace.yaxis}"]`).getBoundingClientRect();
  const cd = plot.calcdata[0], middle = cd[Math.floor(cd.length / 2)];
  const [across, up] = trace.type === 'bar' ? [x.c2p(cd[0].s1 ?? cd[0].s, true) - 4, y.c2p(cd[0].p, true)]
    : trace.type === 'scatter' ? [x.c2p(middle.x, true), y.c2p(middle.y, true)] : [12, 12];
  const within = (/** @type {number} */ at, /** @type {number} */ length) => Math.min(length - 2, Math.max(2, at));
  return { x: area.left + within(across, area.width), y: area.top + within(up, area.height) };
}

for (const [name, { drawn = 1, hover, keys = [] }] of Object.entries(outputs)) {
  for (const [width, dark] of /** @type {[number, boolean][]} */ ([[400, true], [400, false], [1400, true], [1400, false]])) {
    test(`${name}: drawn at ${width} pixels in the ${dark ? 'dark' : 'light'}, nothing wider than the page`, { skip }, () => open(html(name), { drawn, width, dark }, async page => {
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} pixels too wide at ${width}`);
      assert.equal(await page.locator('[role=alert]').count(), 0);
    }));
  }

  if (hover || keys.length > 0) {
    test(`${name}: read under the pointer and gone through by keyboard`, { skip }, () => open(html(name), { drawn: 1 }, async page => {
      if (hover) {
        const place = await page.locator('.js-plotly-plot').first().evaluate(placeOf);
        await page.mouse.move(place.x, place.y);
        await page.waitForSelector('.hovertext');
        assert.match(await page.locator('.hoverlayer').first().textContent(), hover);
      }
      for (const [where, key, what] of keys) {
        const before = await page.evaluate(what);
        await page.locator(where).first().focus();
        await page.keyboard.press(key);
        await page.waitForFunction(`(${what})() !== ${JSON.stringify(before)}`);
      }
    }));
  }

  test(`${name}: without scripts a picture with words stands there`, { skip }, async () => {
    await open(html(name), { js: false }, async page => {
      const picture = page.locator('img:visible').first();
      assert.ok((await picture.getAttribute('alt')).length > 10);
      assert.ok(await inkOf(page, 'img:visible') > 200);
    });
  });
}
