// How outputs reach the page: in whatever order, number and place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOf, open, output, pageOf, settle, skip } from './browser.mjs';

const names = ['figure', 'tensor', 'gallery', 'panels', 'overlay', 'scrubber', 'tree'];
const loader = skip ? '' : output('loader');
const newPlots = (/** @type {any} */ page) => page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.newPlot);

test('every widget draws, whether the loader comes first, last, between or twice', { skip }, async () => {
  const outputs = names.map(output);
  const orders = [[loader, ...outputs], [...outputs, loader], [...outputs.slice(0, 3), loader, ...outputs.slice(3)], [loader, ...outputs, loader]];
  for (const order of orders) {
    await open(pageOf(order), { drawn: names.length }, async page => {
      assert.equal(await newPlots(page), 2); // the figure and the scrubber's; those in the tree and the panels are not to be seen yet
      assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.failed), 0);
      assert.equal(await page.locator('section > .nnviz > .nnviz-widget[data-nnviz-drawn]').count(), names.length);
    });
  }
});

test('the page that SaveHtml writes draws all', { skip }, async () => {
  await open(output('page'), { drawn: 9 }, async () => {});
});

test('two copies of one output both work', { skip }, async () => {
  const parts = [output('figure'), output('tensor')];
  await open(pageOf([loader, ...parts, ...parts]), { drawn: 4 }, async page => {
    assert.equal(await newPlots(page), 2);
    const sliders = page.locator('input[type=range]');
    await sliders.nth(0).fill('1');
    assert.equal(await sliders.nth(0).inputValue(), '1');
    assert.equal(await sliders.nth(2).inputValue(), '0');
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.nnviz [id]')].map(el => el.id).filter((id, i, all) => all.indexOf(id) !== i)), []);
  });
});

test('the picture is there without scripts, and until the loader comes', { skip }, async () => {
  for (const [js, parts] of /** @type {[boolean, string[]][]} */ ([[false, [loader, ...names.map(output)]], [true, names.map(output)]])) {
    await open(pageOf(parts), { js }, async page => {
      for (const image of await page.locator('section > .nnviz > .nnviz-widget > img').all()) {
        assert.ok(await image.isVisible());
        assert.ok((await image.getAttribute('alt')).length > 0);
      }
      assert.equal(await page.locator('section > .nnviz > .nnviz-widget > img').count(), 6);
      assert.ok(await page.getByText('encoder', { exact: true }).isVisible());
    });
  }
});

test('a failing widget leaves its picture and says so once; the others draw', { skip }, async () => {
  await open(pageOf([loader, output('broken'), output('broken'), output('figure')]), { drawn: 1 }, async (page, log) => {
    assert.equal(log.filter(entry => entry.type === 'warning' && entry.text.includes("'figure' could not be drawn")).length, 1);
    assert.equal(await page.locator('img:visible').count(), 2);
    assert.equal(await newPlots(page), 1);
    assert.equal(await page.locator('.nnviz-stage').count(), 1);
  });
});

test('hostile text is text', { skip }, async () => {
  await open(pageOf([loader, output('hostile'), output('tree'), output('panels')]), { drawn: 3 }, async page => {
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    await page.locator('select').first().selectOption({ index: 1 });
    await page.getByText('<img src=x onerror=alert(1)> did not run').waitFor();
    await page.getByRole('button', { name: 'open all' }).click();
    await page.waitForFunction(() => !document.querySelector('[data-nnviz]:not([data-nnviz-drawn])'));
    await settle(page);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.ok(await page.locator('text=</script><img src=x onerror=alert(1)>').first().isVisible());
  });
});

test('a page with an AMD loader (classic Notebook) does not swallow our parts', { skip }, async () => {
  const head = '<script>var calls=[];function define(){calls.push(arguments)};define.amd={};function require(){throw Error("require")}</script>';
  await open(pageOf([loader, output('figure')], { head }), { drawn: 1 }, async page => {
    assert.equal(await page.evaluate('calls.length'), 0);
  });
});

test('a place that comes after its script is drawn when it is there', { skip }, async () => {
  await open(pageOf([loader]), {}, async page => {
    await page.waitForFunction(() => 'nnviz' in globalThis);
    await page.evaluate((/** @type {string} */ html) => {
      const parsed = new DOMParser().parseFromString(html, 'text/html');
      const place = /** @type {Element} */ (parsed.querySelector('.nnviz'));
      (0, eval)(/** @type {string} */ (parsed.querySelector('script')?.textContent));
      setTimeout(() => document.body.append(place), 50);
    }, output('figure'));
    await page.waitForSelector('[data-nnviz-drawn]');
  });
});

test('a widget in a closed part of the page is drawn when it is opened', { skip }, async () => {
  await open(pageOf([loader, output('tree')]), { drawn: 1 }, async page => {
    assert.equal(await newPlots(page), 0);
    await page.getByText('encoder.conv').click();
    await page.waitForSelector('.js-plotly-plot');
    assert.equal(await newPlots(page), 1);
    assert.ok(await inkOf(page, '.js-plotly-plot') > 500);
  });
});

test('a loader of another version takes over without harm', { skip }, async () => {
  const other = loader.replace(/"[0-9a-f]{12}"/, '"000000000000"');
  assert.notEqual(other, loader);
  await open(pageOf([loader, output('figure'), other, output('tensor')]), { drawn: 2 }, async page => {
    const started = () => [...document.querySelectorAll('style')].filter(style => style.textContent?.includes('.nnviz-cellmap')).length === 2;
    await page.waitForFunction(started);
    await settle(page);
    assert.equal(await page.locator('.js-plotly-plot').count(), 1);
  });
});
