// The tutorial notebooks as Jupyter ran and saved them (artifacts/demo, written by build.sh): every widget is drawn, in light and dark, and
// without scripts every widget still shows its picture.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { allDrawn, root, skip, visit } from './browser.mjs';

const folder = path.join(root, 'artifacts/demo');
const pages = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.html')) : [];

test('build.sh has run every notebook', { skip }, () => {
  const notebooks = readdirSync(path.join(root, 'notebooks')).filter(name => name.endsWith('.ipynb'));
  assert.deepEqual(pages.sort(), notebooks.flatMap(name => ['.dark.html', '.html'].map(end => name.replace('.ipynb', end))).sort());
});

for (const name of pages) {
  const url = pathToFileURL(path.join(folder, name)).href;

  test(`${name}: every widget is drawn`, { skip }, () => visit(url, { dark: name.includes('.dark.') }, async page => {
    assert.ok(await allDrawn(page) > 0);
  }));

  test(`${name}: without scripts every widget shows its picture`, { skip }, () => visit(url, { js: false }, async page => {
    const widgets = await page.locator('[data-nnviz]').all();
    for (const widget of widgets) {
      const pictures = await widget.locator('img').all();
      assert.ok(pictures.length > 0, `no picture in ${(await widget.innerHTML()).slice(0, 200)}`);
      for (const picture of pictures) {
        assert.ok(await picture.evaluate((/** @type {HTMLImageElement} */ image) => image.complete && image.naturalWidth > 0 && image.alt.length > 0), await picture.getAttribute('alt'));
      }
    }
  }));
}
