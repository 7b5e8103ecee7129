// What a reader stumbles over: digits too small, words over curves or over one another, panels squeezed by what stands beside them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, output, pageOf, skip } from './browser.mjs';

/** @param {string} name @param {(page: any) => Promise<void>} use @param {object} [options] */
const show = (name, use, options = {}) => open(pageOf([output('loader'), output(name)]), { drawn: 1, ...options }, use);

/** Places of what a selector finds. @param {any} page @param {string} selector @returns {Promise<{ text: string, left: number, right: number, top: number, bottom: number, size: number }[]>} */
const boxes = (page, selector) => page.evaluate((/** @type {string} */ wanted) => [...document.querySelectorAll(wanted)].map(el => {
  const { left, right, top, bottom } = el.getBoundingClientRect();
  return { text: el.textContent ?? '', left, right, top, bottom, size: parseFloat(getComputedStyle(el).fontSize) };
}), selector);

/** @param {{ left: number, right: number, top: number, bottom: number }} a @param {{ left: number, right: number, top: number, bottom: number }} b */
const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;

for (const [name, axis] of [['gradient-flow', 'x'], ['runs', 'y2'], ['watch-2', 'y'], ['landscape-line', 'y'], ['inside-gradient-steps', 'y']]) {
  test(`${name}: the numbers of a logarithmic axis can be read, each on its own`, { skip }, async () => {
    for (const width of [400, 1400]) {
      await show(name, async page => {
        const ticks = await boxes(page, `.${axis}tick > text`);
        assert.ok(ticks.length >= 2, `${ticks.length} ticks at ${width}`);
        for (const tick of ticks) assert.ok(tick.size >= 10 && !/^[2-9]$/.test(tick.text), `'${tick.text}', ${tick.size} pixels high, at ${width}`);
        for (const [i, tick] of ticks.entries()) for (const other of ticks.slice(i + 1)) assert.ok(!meet(tick, other), `'${tick.text}' over '${other.text}' at ${width}`);
      }, { width });
    }
  });
}

test('the best step is named above its panel, and not over the ends of the curves', { skip }, async () => {
  for (const width of [400, 1400]) {
    await show('history-2', async page => {
      const words = (await boxes(page, '.annotation-text')).filter(({ text }) => text.startsWith('best'));
      assert.equal(words.length, 2);
      for (const word of words) for (const panel of await boxes(page, '.nsewdrag')) assert.ok(!meet(word, { ...panel, top: panel.top + 2 }), `'${word.text}' at ${width}`);
      for (const word of words) for (const name of await boxes(page, '.legendtext')) assert.ok(!meet(word, name), `'${word.text}' over '${name.text}' at ${width}`);
    }, { width });
  }
});

test('numbers that are all alike lie in the middle of an axis that fits their size', { skip }, async () => {
  await show('history-2', async page => assert.deepEqual(await page.evaluate(() => /** @type {any} */ (document.querySelector('.js-plotly-plot'))._fullLayout.yaxis3.range), [0.005, 0.015]));
});

test('a title, however long, and the names below it do not meet', { skip }, async () => {
  for (const width of [400, 1400]) {
    await show('inside-neuron-boundaries', async page => {
      const [title] = await boxes(page, '.gtitle'), [frame] = await boxes(page, '.js-plotly-plot');
      assert.ok(title.right <= frame.right && title.top >= frame.top, `${title.right} of ${frame.right} at ${width}`);
      for (const name of [...await boxes(page, '.legendtext'), ...await boxes(page, '.nsewdrag')]) assert.ok(!meet(title, name), `'${name.text}' at ${width}`);
    }, { width });
  }
});

test('a matrix keeps its room where the page is narrow, and has no empty sides where it is wide', { skip }, async () => {
  for (const [width, part] of [[400, 0.5], [1400, 0.5]]) {
    await show('view-confusion', async page => {
      const [panel] = await boxes(page, '.nsewdrag'), [frame] = await boxes(page, '.js-plotly-plot');
      assert.ok((panel.right - panel.left) / (frame.right - frame.left) >= part, `${panel.right - panel.left} of ${frame.right - frame.left} pixels at ${width}`);
    }, { width });
  }
});

test('cells without a number are grey, as the words below say', { skip }, async () => {
  await show('similarity-deep', async page => {
    assert.equal(await page.locator('.bglayer .bg').first().evaluate((/** @type {Element} */ el) => getComputedStyle(el).fill), 'rgb(127, 127, 127)');
    await page.getByText('Grey: a layer that answers the same').waitFor();
  });
});
