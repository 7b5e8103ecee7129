// Light and dark: the page's word counts, and we follow when it changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, output, pageOf, skip } from './browser.mjs';

/** Whether the chart's text is light, 0 to 255. @param {any} page */
const lightness = page => page.evaluate(() => {
  const text = /** @type {Element} */ (document.querySelector('.gtitle'));
  return Number(/\d+/.exec(getComputedStyle(text).fill)?.[0]);
});

/** @param {{ head?: string, body?: string }} host @param {boolean} dark what the system asks for @param {boolean} expected @param {(page: any) => Promise<void>} [then] */
async function check(host, dark, expected, then) {
  await open(pageOf([output('loader'), output('figure')], host), { dark, drawn: 1 }, async page => {
    assert.equal(await lightness(page) > 127, expected, JSON.stringify({ host, dark }));
    await then?.(page);
  });
}

const jupyterLab = '<style>body{color:#000}body[data-jp-theme-light=false]{background:#111;color:#eee}</style>';
const vsCode = '<style>.vscode-dark{--f:#ccc;background:#1e1e1e}.vscode-light{--f:#333}body{color:var(--f)}</style>';

test('each host is followed, whatever the system asks for', { skip }, async () => {
  for (const dark of [false, true]) {
    await check({ head: '<meta name="color-scheme" content="light dark">' }, dark, dark);
    await check({}, dark, false); // classic Notebook, nbconvert: black on white always
    await check({ head: jupyterLab, body: 'data-jp-theme-light="true"' }, dark, false);
    await check({ head: jupyterLab, body: 'data-jp-theme-light="false"' }, dark, true);
    await check({ head: vsCode, body: 'class="vscode-dark"' }, dark, true);
    await check({ head: vsCode, body: 'class="vscode-light"' }, dark, false);
    await check({ body: 'data-theme="dark"' }, dark, true);
    await check({ body: 'data-theme="light"', head: '<meta name="color-scheme" content="light dark">' }, dark, false);
  }
});

test('a change of the theme is followed, by the same chart', { skip }, async () => {
  await check({ head: jupyterLab, body: 'data-jp-theme-light="true"' }, false, false, async page => {
    await page.evaluate(() => document.body.setAttribute('data-jp-theme-light', 'false'));
    await page.waitForFunction(() => Number(/\d+/.exec(getComputedStyle(/** @type {Element} */ (document.querySelector('.gtitle'))).fill)?.[0]) > 127);
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).nnviz.counts.newPlot), 1);
  });
  await check({ head: '<meta name="color-scheme" content="light dark">' }, false, false, async page => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction(() => Number(/\d+/.exec(getComputedStyle(/** @type {Element} */ (document.querySelector('.gtitle'))).fill)?.[0]) > 127);
  });
});
