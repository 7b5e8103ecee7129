// Activation functions, gradient flow and decision boundaries, as tests/NNViz.Tests/Html/BoundaryPages.cs writes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOf, open, output, pageOf, skip } from './browser.mjs';

const page = (/** @type {string} */ name) => pageOf([output('loader'), output(name)], { head: '<meta name="color-scheme" content="light dark">' });
const views = ['curves', 'curves-net', 'gradient-flow', 'boundary', 'boundary-many', 'boundary-axes'];

/** Words of a figure that reach beyond it. @param {any} shown */
const cutOff = shown => shown.evaluate(() => [...document.querySelectorAll('.js-plotly-plot text')].filter(text => {
  const [box, frame] = [text.getBoundingClientRect(), /** @type {Element} */ (text.closest('.js-plotly-plot')).getBoundingClientRect()];
  return box.width > 0 && (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2);
}).map(text => text.textContent));

for (const name of views) {
  test(`${name}: drawn in light and dark, at 400 and 1400 pixels, nothing sticks out and no word is cut off`, { skip }, async () => {
    for (const [width, dark] of /** @type {[number, boolean][]} */ ([[400, false], [400, true], [1400, false], [1400, true]])) {
      await open(page(name), { drawn: 1, width, dark }, async shown => {
        assert.ok(await inkOf(shown, '.js-plotly-plot') > 1000);
        assert.ok(await shown.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `at ${width}`);
        assert.deepEqual(await cutOff(shown), [], `at ${width}`);
      });
    }
  });

  test(`${name}: without scripts a picture with words stands there`, { skip }, async () => {
    await open(page(name), { js: false }, async shown => {
      const picture = shown.locator('.nnviz-widget img');
      assert.ok(await picture.evaluate((/** @type {HTMLImageElement} */ image) => image.complete && image.naturalWidth > 300 && image.alt.length > 20));
    });
  });
}

test('boundary: a sample says its class and what the net takes it for, and the legend hides a class', { skip }, async () => {
  await open(page('boundary'), { drawn: 1 }, async shown => {
    const samples = shown.locator('.js-plotly-plot .scatterlayer .trace');
    const before = await samples.count();
    const point = samples.first().locator('.points path').nth(3);
    const box = await point.boundingBox();
    await shown.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await shown.waitForSelector('.hovertext');
    assert.match(await shown.locator('.hovertext').first().textContent(), /^sample \d+: inner, classified as (inner|middle|outer)$/);
    await shown.locator('.legendtoggle').first().click();
    await shown.waitForFunction(() => /** @type {any} */ (document.querySelector('.js-plotly-plot')).data[1].visible === 'legendonly');
    assert.equal(await samples.count(), before - 1);
  });
});

test('boundary of twelve classes: a colour each, rings where the net is wrong', { skip }, async () => {
  await open(page('boundary-many'), { drawn: 1 }, async shown => {
    const seen = await shown.evaluate(() => {
      const { data } = /** @type {any} */ (document.querySelector('.js-plotly-plot'));
      const dots = data.filter((/** @type {any} */ trace) => trace.type === 'scatter');
      return { colours: new Set(dots.map((/** @type {any} */ trace) => trace.marker.color)).size, last: dots.at(-1).marker.symbol };
    });
    assert.deepEqual(seen, { colours: 13, last: 'circle-open' });
  });
});

test('boundary: rings in the legend of a dark page are as light as its words', { skip }, async () => {
  await open(page('boundary-many'), { drawn: 1, dark: true }, async shown => {
    const strokes = await shown.evaluate(() => [...document.querySelectorAll('.legend .legendpoints path')].map(ring => getComputedStyle(ring)).filter(style => style.fill === 'none').map(style => style.stroke));
    assert.equal(strokes.length, 1);
    assert.ok(strokes.every((/** @type {string} */ stroke) => Number(/\d+/.exec(stroke)?.[0]) > 127), strokes.join());
  });
});

test('gradient flow: the numbers unfold by keyboard, and a bar tells its norm', { skip }, async () => {
  await open(page('gradient-flow'), { drawn: 1 }, async shown => {
    await shown.getByText('Numbers of 6 parameter tensors').focus();
    await shown.keyboard.press('Enter');
    assert.ok(await shown.getByRole('cell', { name: 'middle.weight', exact: true }).isVisible());
    const box = await shown.locator('.js-plotly-plot .bars path').first().boundingBox();
    await shown.mouse.move(box.x + box.width - 8, box.y + box.height / 2); // on a logarithmic axis a bar begins far to the left
    await shown.waitForSelector('.hovertext');
    assert.match(await shown.locator('.hovertext').first().textContent(), /hidden\.weight/);
  });
});

test('activation curves: the net’s own numbers lie under the same x', { skip }, async () => {
  await open(page('curves-net'), { drawn: 1 }, async shown => {
    const ranges = await shown.evaluate(() => {
      const { _fullLayout: layout } = /** @type {any} */ (document.querySelector('.js-plotly-plot'));
      return ['xaxis', 'xaxis2', 'xaxis3'].map(axis => layout[axis].range.map((/** @type {number} */ end) => end.toFixed(6)).join());
    });
    assert.equal(new Set(ranges).size, 1);
  });
});
