// A headless Chromium for the tests, and pages made of the outputs that NNViz.Tests writes to artifacts/pages.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';

/** The repository. */
export const root = path.resolve(import.meta.dirname, '../..');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const arguments_ = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** How long anything is waited for, in milliseconds: so long that only what never comes is given up, on a slow and busy machine too. */
export const patience = 180_000;

/** Why no test can run here, or false. */
export const skip = existsSync(chromium) ? false : `there is no ${chromium}; set CHROMIUM to a Chromium or Chrome`;

/** An output as a notebook holds it. @param {string} name */
export function output(name) {
  const file = path.join(root, 'artifacts/pages', `${name}.html`);
  if (!existsSync(file)) throw new Error(`${file} is missing: run tests/NNViz.Tests first (its BrowserPages writes it)`);
  return readFileSync(file, 'utf8');
}

/** A bare page around outputs. @param {string[]} parts @param {{ head?: string, body?: string }} [options] */
export const pageOf = (parts, { head = '', body = '' } = {}) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">${head}</head><body ${body}>${parts.map(part => `<section>${part}</section>`).join('\n')}</body></html>`;

/** @type {Promise<any> | undefined} */
let browser;
const folder = mkdtempSync(path.join(tmpdir(), 'nnviz-pages-'));
after(async () => {
  await (await browser)?.close();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Opens HTML in a page of its own, waits until its widgets are drawn, passes the page on, and closes it. Fails if the page asked the network for
 * anything or logged an error.
 * @param {string} html
 * @param {Visit} options
 * @param {(page: any, log: { type: string, text: string }[]) => Promise<void>} use
 */
export async function open(html, options, use) {
  const file = path.join(folder, 'page.html');
  writeFileSync(file, html);
  await visit(pathToFileURL(file).href, options, use);
}

/**
 * As open, for a page that is there already: a file or a page of this machine's own server.
 * @typedef {{ dark?: boolean, js?: boolean, width?: number, drawn?: number }} Visit drawn: how many widgets to wait for
 * @param {string} url
 * @param {Visit} options
 * @param {(page: any, log: { type: string, text: string }[]) => Promise<void>} use
 */
export async function visit(url, { dark = false, js = true, width = 1000, drawn = 0 }, use) {
  browser ??= createRequire(path.join(root, 'src/web/x.js'))('playwright-core').chromium.launch({ executablePath: chromium, args: arguments_ });
  const page = await (await browser).newPage({ javaScriptEnabled: js, colorScheme: dark ? 'dark' : 'light', viewport: { width, height: 800 } });
  /** @type {{ type: string, text: string }[]} */
  const log = [];
  page.on('console', (/** @type {any} */ m) => log.push({ type: m.type(), text: m.text() }));
  page.on('pageerror', (/** @type {Error} */ e) => log.push({ type: 'error', text: e.message }));
  page.on('dialog', (/** @type {any} */ d) => { log.push({ type: 'error', text: `dialog: ${d.message()}` }); d.dismiss(); });
  const own = new URL(url).origin;
  page.on('request', (/** @type {any} */ r) => {
    if (!/^(file|data|blob|about):/.test(r.url()) && new URL(r.url()).origin !== own) log.push({ type: 'error', text: `network: ${r.url()}` });
  });
  page.setDefaultTimeout(patience);
  try {
    await page.goto(url);
    if (drawn) await page.waitForFunction((/** @type {number} */ n) => document.querySelectorAll('[data-nnviz-drawn]').length >= n, drawn);
    await use(page, log);
    assert.deepEqual(log.filter(entry => entry.type === 'error'), []);
  } finally {
    await page.close();
  }
}

/** Waits until every widget of a page is drawn, at least one, and says how many there are. @param {any} page */
export async function allDrawn(page) {
  await page.waitForSelector('[data-nnviz]', { state: 'attached' });
  const total = await page.locator('[data-nnviz]').count();
  // By number, and by the page itself: what is drawn in the meantime, or folded away, is not waited for.
  for (let i = 0; i < total; i++) {
    await page.evaluate((/** @type {number} */ at) => {
      document.querySelectorAll('[data-nnviz]')[at].scrollIntoView();
      return new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, i);
  }
  await page.waitForFunction((/** @type {number} */ n) => document.querySelectorAll('[data-nnviz-drawn]').length === n, total);
  return total;
}

/** Lets the page do what it has begun: two frames, and what waits behind them. @param {any} page */
export const settle = page => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

/** Pixels of an element as the page shows it: how many differ from its top left one. @param {any} page @param {string} selector */
export const inkOf = async (page, selector) => (await columnInk(page, selector)).reduce((sum, column) => sum + column, 0);

/** As inkOf, in the middle half of the element's width, and in its outermost two columns at each side. @param {any} page @param {string} selector */
export async function columnsOf(page, selector) {
  const ink = await columnInk(page, selector);
  const sum = (/** @type {number[]} */ columns) => columns.reduce((all, column) => all + column, 0);
  return [sum(ink.slice(ink.length / 4, 3 * ink.length / 4)), sum([...ink.slice(0, 2), ...ink.slice(-2)])];
}

/** How many pixels of each column differ from the top left one. @param {any} page @param {string} selector @returns {Promise<number[]>} */
async function columnInk(page, selector) {
  const png = (await page.locator(selector).first().screenshot()).toString('base64');
  return await page.evaluate(async (/** @type {string} */ data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    const columns = Array(canvas.width).fill(0);
    pixels.forEach((pixel, i) => { columns[i % canvas.width] += Number(pixel !== pixels[0]); });
    return columns;
  }, png);
}
