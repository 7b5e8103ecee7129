// Small helpers over the DOM. Text always goes in as text, never as HTML.

/**
 * An element with properties (class, title, …), `style`, `aria-…`/`data-…` attributes, `on…` listeners and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, any>} [properties] @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, properties = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name === 'style') Object.assign(el.style, value);
    else if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else el.setAttribute(name, value === true ? '' : String(value));
  }
  el.append(...children);
  return el;
}

/** A number in at most `digits` significant digits, spelt as the library spells it (Words.Number). @param {number} value */
export function number(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '−Inf';
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || Math.round(size) >= 1e6) ? value.toExponential(digits - 1).replace(/\.?0*e\+?/, 'e')
    : Number.isInteger(value) || size >= 10 ** digits ? String(Math.round(value))
    : String(Number(value.toPrecision(digits)));
  return text.replaceAll('-', '−');
}

/** A labelled select. @param {string} label @param {string[]} options @param {(index: number) => void} changed */
export function select(label, options, changed, index = 0) {
  const input = h('select', { 'aria-label': label, onchange: () => changed(input.selectedIndex) }, ...options.map(text => h('option', {}, text)));
  input.selectedIndex = index;
  return { el: h('label', { class: 'nnviz-control' }, h('span', {}, label), input), input };
}

/**
 * A labelled slider over whole numbers, with its value in words beside it.
 * @param {{ label: string, max: number, value: number, text: (value: number) => string, changed: (value: number) => void }} options
 */
export function slider({ label, max, value, text, changed }) {
  const shown = h('output', {}, text(value));
  const moved = () => {
    shown.textContent = text(input.valueAsNumber);
    input.setAttribute('aria-valuetext', text(input.valueAsNumber));
    changed(input.valueAsNumber);
  };
  const input = h('input', { type: 'range', min: 0, max, step: 1, value, 'aria-label': label, 'aria-valuetext': text(value), oninput: moved });
  const set = (/** @type {number} */ value) => {
    input.valueAsNumber = value;
    moved();
  };
  return { el: h('label', { class: 'nnviz-control' }, h('span', {}, label), input, shown), input, set };
}

/** A labelled check box. @param {string} label @param {boolean} checked @param {(checked: boolean) => void} changed */
export function checkbox(label, checked, changed) {
  const input = h('input', { type: 'checkbox', checked, onchange: () => changed(input.checked) });
  return { el: h('label', { class: 'nnviz-control' }, input, h('span', {}, label)), input };
}

/** An action that runs at most once a frame, however often it is asked for. @param {() => void} action */
export function perFrame(action) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      action();
    });
  };
}

/** Calls back when an element's width changes. @param {Element} el @param {() => void} changed @returns {() => void} stops it */
export function onResize(el, changed) {
  let width = el.clientWidth;
  const observer = new ResizeObserver(() => {
    if (el.clientWidth === 0 || el.clientWidth === width) return;
    width = el.clientWidth;
    changed();
  });
  observer.observe(el);
  return () => observer.disconnect();
}
