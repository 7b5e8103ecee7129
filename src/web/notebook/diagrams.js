// Draws the diagrams of #!mermaid cells over their source text, which stays in the page for those without scripts.
import mermaid from 'mermaid';
import { onThemeChange, themeOf } from '../theme.js';

let last = Promise.resolve();

/** @param {Element} el */
async function draw(el) {
  const source = /** @type {HTMLElement} */ (el.querySelector('pre'));
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', suppressErrorRendering: true, theme: themeOf(el).dark ? 'dark' : 'default' });
  const picture = document.createElement('div');
  try {
    // A diagram's styles go by its id, so each drawing has one of its own, also where an output stands twice in a page.
    picture.innerHTML = (await mermaid.render(`nnviz-diagram-${Math.random().toString(36).slice(2)}`, source.textContent ?? '')).svg;
    source.hidden = true;
  } catch (error) {
    picture.setAttribute('role', 'alert');
    picture.style.whiteSpace = 'pre-wrap';
    picture.textContent = `The diagram cannot be drawn. ${/** @type {Error} */ (error).message}`;
    source.hidden = false;
  }
  el.querySelector(':scope > div')?.remove();
  el.append(picture);
  el.setAttribute('data-nnviz-drawn', '');
}

/** Draws what is not drawn yet, one after the other: mermaid's settings are the page's. */
function drain() {
  for (const el of document.querySelectorAll('[data-nnviz-diagram=""]')) {
    el.setAttribute('data-nnviz-diagram', 'taken');
    const next = () => { last = last.then(() => draw(el)); };
    next();
    onThemeChange(el, next);
  }
}

/** @type {any} */ (globalThis).nnvizDiagrams = { drain };
