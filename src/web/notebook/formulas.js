// Sets TeX as KaTeX does, with its styles and fonts in this bundle; a screen reader gets MathML. Without scripts the TeX stays readable.
import katex from 'katex';
import styles from 'katex-styles';

function drain() {
  for (const el of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.math:not([data-nnviz-formula])'))) {
    const tex = (el.textContent ?? '').trim().replace(/^\\[[(]|\\[\])]$/g, '').trim();
    // A formula that is a paragraph of its own was written between double dollars.
    const alone = el.tagName === 'DIV' || el.parentElement?.textContent?.trim() === el.textContent?.trim();
    el.setAttribute('data-nnviz-formula', '');
    katex.render(tex, el, { displayMode: alone, throwOnError: false, strict: 'ignore' });
  }
}

const style = document.createElement('style');
style.textContent = styles;
document.head.append(style);
/** @type {any} */ (globalThis).nnvizFormulas = { drain };
