// The C# kernel as people use it in Jupyter's classic page: run, interrupt, restart, answer, complete, look up, save and open again.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root, visit } from './browser.mjs';
import { ended, serving, skip, skipPublished, timeout } from './jupyter.mjs';

const empty = path.join(root, 'tests/web/empty.ipynb');

/** What the tests do with an open notebook. @param {any} page */
const notebook = page => ({
  ready: () => page.waitForFunction(() => /** @type {any} */ (globalThis).Jupyter?.notebook?.kernel?.is_connected() && /** @type {any} */ (globalThis).Jupyter.notebook.kernel.info_reply.language_info),
  /** Puts code into a cell and runs it without waiting. @param {number} index @param {string} code */
  start: (index, code) => page.evaluate((/** @type {[number, string]} */ [i, text]) => {
    const { notebook } = /** @type {any} */ (globalThis).Jupyter;
    while (notebook.ncells() <= i) notebook.insert_cell_at_bottom('code');
    notebook.get_cell(i).set_text(text);
    notebook.select(i);
    notebook.get_cell(i).execute();
  }, [index, code]),
  /** Waits until a cell has run and returns what it shows. @param {number} index */
  outcome: async index => {
    await ended(page, [index]);
    return await page.locator('.cell').nth(index).locator('.output').innerText();
  },
  /** Waits until a cell shows a text. @param {number} index @param {string} text */
  shows: (index, text) => page.waitForFunction((/** @type {[number, string]} */ [i, wanted]) =>
    document.querySelectorAll('.cell')[i]?.querySelector('.output')?.textContent?.includes(wanted), [index, text]),
  /** The text of a cell. @param {number} index */
  text: index => page.evaluate((/** @type {number} */ i) => /** @type {any} */ (globalThis).Jupyter.notebook.get_cell(i).get_text(), index),
  /** Puts the cursor at the end of a cell with this text. @param {number} index @param {string} code */
  write: (index, code) => page.evaluate((/** @type {[number, string]} */ [i, text]) => {
    const { notebook } = /** @type {any} */ (globalThis).Jupyter;
    while (notebook.ncells() <= i) notebook.insert_cell_at_bottom('code');
    const cell = notebook.get_cell(i);
    cell.set_text(text);
    notebook.select(i);
    notebook.edit_mode();
    cell.code_mirror.setCursor(cell.code_mirror.lineCount(), 0);
    cell.code_mirror.execCommand('goDocEnd');
    cell.focus_editor();
  }, [index, code]),
});

/** The page's own code logs what these tests are not about. @param {{ type: string, text: string }[]} log */
const onlyNetwork = log => log.splice(0, log.length, ...log.filter(entry => entry.text.startsWith('network:')));

test('run all, interrupt, restart and answer', { skip: skipPublished, timeout }, () => serving([empty], url =>
  visit(`${url}/notebooks/empty.ipynb?token=test`, { width: 1200 }, async (page, log) => {
    const cells = notebook(page);
    await cells.ready();
    await cells.start(0, 'var kept = 42;\nConsole.WriteLine("started");\nwhile (true) { }');
    await cells.shows(0, 'started');
    await page.click('[data-jupyter-action="jupyter-notebook:interrupt-kernel"]');
    assert.match(await cells.outcome(0), /Interrupted/);
    await cells.start(1, 'kept');
    assert.match(await cells.outcome(1), /42/);

    await cells.start(2, 'Console.Write("who? "); "hello " + Console.ReadLine()');
    await page.locator('input.raw_input').fill('Ada');
    await page.locator('input.raw_input').press('Enter');
    assert.match(await cells.outcome(2), /hello Ada/);

    await page.evaluate(() => new Promise(ready => {
      const { kernel, events } = /** @type {any} */ (globalThis).Jupyter.notebook;
      events.one('kernel_ready.Kernel', ready);
      kernel.restart();
    }));
    await cells.start(3, 'kept');
    assert.match(await cells.outcome(3), /CS0103/);

    await cells.write(0, 'var all = 1;');
    await cells.write(1, 'all + 1');
    await page.evaluate(() => {
      const { notebook } = /** @type {any} */ (globalThis).Jupyter;
      notebook.delete_cells([2, 3]);
      notebook.execute_all_cells();
    });
    await cells.shows(1, '2');
    onlyNetwork(log);
  })));

test('a cell that ends the process: the page says so, and the kernel is started again', { skip, timeout }, () => serving([empty], url =>
  visit(`${url}/notebooks/empty.ipynb?token=test`, { width: 1200 }, async (page, log) => {
    const cells = notebook(page);
    await cells.ready();
    await cells.start(0, 'var before = 7; Environment.ProcessId');
    const first = await cells.outcome(0);
    await cells.start(1, 'Environment.Exit(3);');
    const dialog = page.locator('.modal-dialog');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Kernel Restarting[^]*died/);
    await dialog.locator('button', { hasText: 'OK' }).click();
    await dialog.waitFor({ state: 'detached' });
    // The new kernel answers by itself: nobody has asked for a restart.
    await page.evaluate(() => new Promise(resolve => {
      const again = setInterval(() => /** @type {any} */ (globalThis).Jupyter.notebook.kernel.kernel_info(() => {
        clearInterval(again);
        resolve(true);
      }), 500); // what is asked while the page is not connected is lost
    }));
    await cells.start(2, 'Environment.ProcessId');
    assert.match(await cells.outcome(2), /\d+/);
    assert.notEqual((await cells.outcome(2)).match(/\d{2,}/)?.[0], first.match(/\d{2,}/)?.[0]);
    await cells.start(3, 'before');
    assert.match(await cells.outcome(3), /CS0103/);
    onlyNetwork(log);
  })));

test('completion by Tab and the tooltip', { skip, timeout }, () => serving([empty], url =>
  visit(`${url}/notebooks/empty.ipynb?token=test`, { width: 1200 }, async (page, log) => {
    const cells = notebook(page);
    await cells.ready();
    await cells.start(0, 'var zebraCrossing = 1;');
    await cells.outcome(0);
    await cells.write(1, 'var s = "😀"; zebraC');
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => /** @type {any} */ (globalThis).Jupyter.notebook.get_cell(1).get_text().includes('zebraCrossing'));
    assert.equal(await cells.text(1), 'var s = "😀"; zebraCrossing');

    await cells.write(1, 'Console.');
    await page.keyboard.press('Tab');
    await page.waitForSelector('#complete');
    assert.match(await page.locator('#complete').innerText(), /WriteLine/);
    await page.keyboard.press('Escape');

    await cells.write(1, 'Math.Sqrt');
    await page.keyboard.press('Shift+Tab');
    await page.waitForFunction(() => document.querySelector('#tooltip .tooltiptext')?.textContent?.includes('Sqrt'));
    onlyNetwork(log);
  })));

test('a saved notebook is trusted by its author and by nobody else', { skip, timeout }, () => serving([empty], async (url, folder) => {
  const output = 'HTML("<b id=\\"shown\\">picture</b><script>window.ranHere = true;</script>")';
  await visit(`${url}/notebooks/empty.ipynb?token=test`, { width: 1200 }, async (page, log) => {
    const cells = notebook(page);
    await cells.ready();
    await cells.start(0, output);
    assert.match(await cells.outcome(0), /picture/);
    await page.evaluate(() => /** @type {any} */ (globalThis).Jupyter.notebook.save_notebook());
    onlyNetwork(log);
  });
  const saved = readFileSync(path.join(folder, 'empty.ipynb'), 'utf8');
  assert.ok(saved.includes('picture'));
  // Another's notebook: the same outputs, not signed here.
  writeFileSync(path.join(folder, 'other.ipynb'), saved.replace('picture', 'painting'));
  for (const [name, text, ran] of /** @type {[string, string, boolean][]} */ ([['empty', 'picture', true], ['other', 'painting', false]])) {
    await visit(`${url}/notebooks/${name}.ipynb?token=test`, { width: 1200 }, async (page, log) => {
      await notebook(page).ready();
      assert.equal(await page.locator('.output_html b').innerText(), text);
      assert.equal(await page.evaluate(() => Boolean(/** @type {any} */ (window).ranHere)), ran);
      onlyNetwork(log);
    });
  }
}));
