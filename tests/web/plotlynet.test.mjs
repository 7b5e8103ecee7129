// Charts of Plotly.NET as a cell ends in them (tests/NNViz.PlotlyNET.Tests writes them): drawn offline by the front end, safe whatever their words say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOf, open, output, pageOf, settle, skip } from './browser.mjs';

const charts = ['figure', 'styled', 'others', 'hostile'].map(name => `plotlynet-${name}`);

for (const dark of [false, true]) {
  test(`charts are drawn without the network (${dark ? 'dark' : 'light'})`, { skip }, async () => {
    await open(pageOf([output('loader'), ...charts.map(output), output('plotlynet-treemap')]), { drawn: charts.length, dark }, async page => {
      assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.failed), 0);
      for (const i of charts.keys()) assert.ok(await inkOf(page, `.js-plotly-plot >> nth=${i}`) > 500, charts[i]);
      const traces = await page.evaluate(() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => /** @type {any} */ (plot)._fullData.map((/** @type {any} */ trace) => trace.type)));
      assert.deepEqual(traces, [['scatter'], ['scatter', 'bar'], ['box', 'histogram', 'heatmap'], ['scatter']]);
      // A chart of which nothing can be drawn says what it holds.
      assert.ok(await page.locator('img[alt*="treemap"]').isVisible());
      assert.ok(await page.getByText('Not drawn: trace 0 (treemap').isVisible());
    });
  });
}

const others = ['pie', 'violin', 'histogram2d', 'histogram2dcontour', 'scatterpolar', 'barpolar', 'candlestick', 'ohlc', 'waterfall', 'funnel', 'mesh3d', 'scatter3d'];

test('so are the other types that the front end has', { skip }, async () => {
  await open(pageOf([output('loader'), ...others.map(name => output(`plotlynet-${name}`))]), { drawn: others.length }, async page => {
    const traces = await page.evaluate(() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => /** @type {any} */ (plot)._fullData[0].type));
    assert.deepEqual(traces, others);
    for (const [i, name] of others.entries()) if (!name.endsWith('3d')) assert.ok(await inkOf(page, `.js-plotly-plot >> nth=${i}`) > 500, name);
  });
});

test('words of a chart are words: they run nothing and fetch nothing', { skip }, async () => {
  await open(pageOf([output('loader'), output('plotlynet-hostile')]), { drawn: 1 }, async page => {
    for (const i of [0, 1]) {
      const box = await page.locator('.js-plotly-plot .points path').nth(i).boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.locator('.hovertext', { hasText: i === 0 ? 'alert(2)' : 'words' }).waitFor();
    }
    await settle(page);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.equal(await page.locator('[style*="cursor:url"]').count(), 0);
    assert.ok((await page.locator('.gtitle').textContent()).includes('words'));
  });
});

test('a chart keeps its own title, the place of its names and the colour of a line', { skip }, async () => {
  await open(pageOf([output('loader'), output('plotlynet-titled')]), { drawn: 1, width: 400, dark: true }, async page => {
    const seen = await page.evaluate(() => {
      const { layout, _fullLayout } = /** @type {any} */ (document.querySelector('.js-plotly-plot'));
      const line = /** @type {Element} */ (document.querySelector('.legend .legendlines path'));
      return { title: layout.title.text, names: [_fullLayout.legend.orientation, _fullLayout.legend.y], stroke: getComputedStyle(line).stroke };
    });
    assert.deepEqual(seen, { title: 'A title that is <b>longer than a narrow page has room</b> for in one line', names: ['v', 1], stroke: 'rgb(64, 64, 64)' });
  });
});

test('without scripts every chart shows its picture', { skip }, async () => {
  await open(pageOf([...charts.map(output), output('plotlynet-treemap')]), { js: false }, async page => {
    const pictures = await page.locator('img').all();
    assert.equal(pictures.length, charts.length + 1);
    for (const picture of pictures) {
      assert.ok(await picture.evaluate((/** @type {HTMLImageElement} */ image) => image.complete && image.naturalWidth > 0 && image.alt.length > 0));
    }
  });
});
