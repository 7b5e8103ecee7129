// The house rules, as far as they concern the front end.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const web = path.join(root, 'src/web');
const acorn = createRequire(path.join(web, 'x.js'))('acorn');
const files = ['src/web', 'src/web/widgets', 'src/web/graph', 'src/web/notebook', 'tests/web']
  .flatMap(folder => readdirSync(path.join(root, folder)).filter(name => /\.(mjs|js|css|ts)$/.test(name)).map(name => path.join(root, folder, name)));

/** Every function below a node of a syntax tree. @param {any} node @returns {any[]} */
function functionsOf(node) {
  if (!node || typeof node !== 'object') return [];
  const inner = Object.values(node).flatMap(functionsOf);
  return /Function/.test(node.type ?? '') ? [node, ...inner] : inner;
}

test('types are right', async () => {
  await promisify(execFile)(process.execPath, [path.join(web, 'node_modules/typescript/bin/tsc')], { cwd: web })
    .catch(error => assert.fail(error.stdout));
});

test('files have at most 300 lines; functions at most 40 lines and 6 parameters', () => {
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const name = path.relative(root, file);
    assert.ok(text.split('\n').length <= 301, `${name} is too long`);
    if (!/js$/.test(file)) continue;
    for (const node of functionsOf(acorn.parse(text, { ecmaVersion: 'latest', sourceType: 'module', locations: true }))) {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      assert.ok(lines <= 40, `${name}:${node.loc.start.line} has ${lines} lines`);
      assert.ok(node.params.length <= 6, `${name}:${node.loc.start.line} has ${node.params.length} parameters`);
    }
  }
});

test('the lock files name no registry', () => {
  for (const lock of ['package-lock.json', 'notebook/package-lock.json']) assert.doesNotMatch(readFileSync(path.join(web, lock), 'utf8'), /"resolved"/);
});

test('what runs in the page asks for nothing from outside', () => {
  for (const file of files.filter(file => file.startsWith(web) && /\.(js|css)$/.test(file))) {
    assert.doesNotMatch(readFileSync(file, 'utf8'), /\bfetch\(|XMLHttpRequest|https?:\/\/(?!www\.w3\.org)|\brequire\(|@import/, path.relative(root, file));
  }
});
