// What is seen inside a net, as tests/NNViz.Tests/Html/InsidePages.cs writes it: drawn at every width in light and dark, operated, and without scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, output, pageOf, skip } from './browser.mjs';

/** Every view, and what of it is drawn. */
const views = {
  units: '.js-plotly-plot .bars path', 'units-tanh': '.js-plotly-plot .xaxislayer-above', neurons: '.nnviz-cellmap canvas', top: '.nnviz-stage img', gradients: '.js-plotly-plot .hm image',
  'gradient-steps': '.js-plotly-plot .hm image', importance: '.nnviz-tile', 'boundary-epochs': '.js-plotly-plot .hm image',
  'neuron-boundaries': '.js-plotly-plot .lines path', 'filter-map': '.js-plotly-plot .im image', 'filter-map-deep': '.js-plotly-plot .im image', overlay: '.nnviz-stack img',
};

/** @param {string} name @param {(page: any) => Promise<void>} use @param {object} [options] */
const show = (name, use, options = {}) => open(pageOf([output('loader'), output(`inside-${name}`)]), { drawn: 1, ...options }, use);

/** How far the page's content reaches beyond its width. @param {any} page */
const overflow = page => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [name, drawn] of Object.entries(views)) {
  test(`${name}: drawn at 400 and 1400 pixels, light and dark, nothing wider than the page`, { skip }, async () => {
    for (const [width, dark] of /** @type {[number, boolean][]} */ ([[400, false], [400, true], [1400, false], [1400, true]])) {
      await show(name, async page => {
        await page.locator(drawn).first().waitFor({ state: 'attached' });
        assert.ok(await overflow(page) <= 0, `${await overflow(page)} pixels too wide at ${width}`);
      }, { width, dark });
    }
  });

  test(`${name}: without scripts a picture with words stands there`, { skip }, async () => {
    await open(pageOf([output('loader'), output(`inside-${name}`)]), { js: false }, async page => {
      const picture = page.locator('img').first();
      assert.ok((await picture.getAttribute('alt')).length > 20);
      const box = await picture.boundingBox();
      assert.ok(box.width > 100 && box.height > 60, JSON.stringify(box));
    });
  });
}

test('units: another layer is chosen by keyboard, and its bars are named', { skip }, async () => {
  await show('units', async page => {
    await page.getByText('units are dead').waitFor();
    await page.getByLabel('layer').focus();
    await page.keyboard.press('ArrowDown');
    await page.getByText('unit of relu2').waitFor();
  });
});

test('top activations: a unit shows its samples whole', { skip }, async () => {
  await show('top', async page => {
    await page.locator('.nnviz-stage').getByAltText('What excites').waitFor();
    const unit = await page.getByLabel('unit').evaluate((/** @type {HTMLSelectElement} */ select) => select.options[2].text);
    await page.getByLabel('unit').selectOption({ index: 2 });
    await page.locator('.nnviz-stage').getByAltText(`The samples that excite unit ${unit} of relu2 most`).waitFor();
  });
});

test('neuron overlay: samples pass, neurons are chosen, opacity slides, the output is read under the pointer', { skip }, async () => {
  await show('overlay', async page => {
    await page.getByLabel('sample', { exact: true }).fill('2');
    await page.getByAltText('input, sample 2').first().waitFor();
    await page.getByLabel('neuron').selectOption({ index: 1 });
    await page.getByLabel(/opacity/).fill('30');
    assert.equal(await page.locator('.nnviz-layer').evaluate((/** @type {HTMLElement} */ el) => el.style.opacity), '0.3');
    const box = await page.locator('.nnviz-stack').boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    assert.match(await page.locator('.nnviz-readout').textContent(), /\[6, 6\] = /);
  });
});

test('neurons against samples: a cell says its neuron and its sample with the class', { skip }, async () => {
  await show('neurons', async page => {
    await page.locator('.nnviz-cellmap canvas').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.match(await page.locator('.nnviz-readout').textContent(), /disc · \d+/);
  });
});

test('boundary over epochs: the slider goes from the untrained net to the trained one in one plot', { skip }, async () => {
  await show('boundary-epochs', async page => {
    await page.getByText(/epoch 200: .* right/).waitFor();
    await page.getByLabel('epoch', { exact: true }).fill('0');
    await page.getByText(/epoch 0: .* right/).waitFor();
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.newPlot), 1);
  });
});

test('neuron boundaries: lines of one layer, maps of another', { skip }, async () => {
  await show('neuron-boundaries', async page => {
    await page.getByText('fc1: where each neuron').waitFor();
    await page.getByLabel('layer').selectOption({ index: 1 });
    await page.getByText('fc2: where each neuron').waitFor();
    await page.getByLabel('show').selectOption({ index: 1 });
    await page.locator('.nnviz-tile').nth(5).waitFor();
    assert.equal(await page.locator('.nnviz-tile').count(), 6);
  });
});

test('filter map: t-SNE in place of PCA, and a filter is named under the pointer', { skip }, async () => {
  await show('filter-map', async page => {
    await page.getByText('component 1').first().waitFor();
    await page.getByLabel('projection').selectOption({ index: 1 });
    await page.getByText('t-SNE 1').first().waitFor();
    const point = page.locator('.js-plotly-plot .points path').first();
    const box = await point.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByText(/filter \d+, norm/).first().waitFor();
  });
});

test('gradients: of what layers return, and the histograms unfold', { skip }, async () => {
  await show('gradients', async page => {
    await page.getByRole('combobox').selectOption({ index: 1 });
    await page.getByText('layer', { exact: true }).first().waitFor();
    await page.getByText(/Histograms of 8 parameters/).click();
    assert.ok(await page.getByText('conv1.weight [12, 3, 5, 5]').isVisible());
  });
});
