// Bundles the front end: node build.mjs [FOLDER] writes nnviz.js.gz, loader.js and static.css there (artifacts/web by default).
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const root = import.meta.dirname;
const folder = path.resolve(root, process.argv[2] ?? '../../artifacts/web');

const bundled = await build({
  entryPoints: [path.join(root, 'main.js')],
  bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', legalComments: 'none',
  // plotly.js expects `global`; `define` must be undefined, or the AMD loader of the classic Notebook would swallow its parts.
  define: { global: 'globalThis', define: 'undefined' },
  loader: { '.css': 'text' },
  plugins: [{
    name: 'no map styles', // plotly.js's registry pulls in 83 kB of styles for map traces, which are not in this bundle
    setup: b => {
      b.onResolve({ filter: /maplibre-gl\.css$/ }, () => ({ path: 'maplibre', namespace: 'empty' }));
      b.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
    },
  }],
});
const code = bundled.outputFiles[0].contents;
const version = createHash('sha256').update(code).digest('hex').slice(0, 12);

/** @param {string} name @param {'js' | 'css'} loader */
const minified = async (name, loader) =>
  (await transform(readFileSync(path.join(root, name), 'utf8'), { loader, minify: true, target: 'es2022' })).code.trim();

mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'nnviz.js.gz'), gzipSync(code, { level: 9 }));
writeFileSync(path.join(folder, 'loader.js'), (await minified('loader.js', 'js')).replaceAll('__VERSION__', version).replaceAll('__NAME__', 'nnviz'));
writeFileSync(path.join(folder, 'static.css'), await minified('static.css', 'css'));
