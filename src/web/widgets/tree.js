// Adds a search, and opening and closing all, to a tree of nested <details>. The tree itself is static HTML.
import { h } from '../dom.js';

export const enhances = true;

/** @param {HTMLElement} el @param {import('../types').TreePayload} payload */
export function mount(el, { noun = 'layer' }) {
  const branches = [...el.querySelectorAll('details')];
  const opened = branches.map(branch => branch.open);
  const found = h('span', { class: 'nnviz-note', 'aria-live': 'polite' });
  const input = h('input', { type: 'search', placeholder: `find a ${noun}`, 'aria-label': `find a ${noun}`, oninput: search });
  const all = (/** @type {boolean} */ open) => h('button', { type: 'button', onclick: () => branches.forEach(branch => { branch.open = open; }) }, open ? 'open all' : 'close all');
  const controls = h('div', { class: 'nnviz-controls' }, input, all(true), all(false), found);
  el.prepend(controls);

  function search() {
    const wanted = input.value.trim().toLowerCase();
    const hits = branches.map(branch => wanted !== '' && (branch.querySelector('summary')?.textContent ?? '').toLowerCase().includes(wanted));
    const kept = new Set(branches.filter((branch, i) => hits[i] || branches.some((other, k) => hits[k] && (other.contains(branch) || branch.contains(other)))));
    branches.forEach((branch, i) => {
      branch.hidden = wanted !== '' && !kept.has(branch);
      branch.classList.toggle('nnviz-hit', hits[i]);
      branch.open = wanted === '' ? opened[i] : branches.some((other, k) => hits[k] && other !== branch && branch.contains(other));
    });
    found.textContent = wanted === '' ? '' : `${hits.filter(Boolean).length} found`;
  }

  return () => controls.remove();
}
