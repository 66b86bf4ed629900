/** Takes from sanitized Markdown what a notification has no use for: everything that could act or pose. */

import { destination, hostOf } from './links';

/** Attributes that are only text, measure or meaning. */
const KEPT = new Set([
  'abbr',
  'align',
  'alt',
  'cite',
  'colspan',
  'datetime',
  'dir',
  'headers',
  'height',
  'href',
  'lang',
  'open',
  'rowspan',
  'scope',
  'span',
  'src',
  'start',
  'summary',
  'title',
  'type',
  'value',
  'width'
]);

/** What an image shows without asking anybody for it. */
const OWN_IMAGE = /^data:image\/[a-z.+-]+[;,]/i;

/** Elements that are or make controls; their text stays. */
const CONTROLS =
  'button, form, fieldset, label, legend, map, optgroup, option, select, textarea, area, audio, video, embed, iframe, object, svg, math, style, link, meta, base, script, template';

/**
 * Make sanitized content harmless, in place.
 *
 * #### Notes
 * The sanitizer lets classes, styles, ids and, in older versions of the apps, `data-commandlinker-*` pass. In a document
 * that one opened oneself that is wanted; a notification may come from anyone, so it keeps its words and loses the rest:
 * commands cannot be run, ids cannot shadow ours, nothing can be laid over or dressed up as the app's own controls, and
 * nothing is asked for, here or elsewhere, by its being shown.
 */
export function harden(root: HTMLElement): void {
  root.querySelectorAll('.jp-InternalAnchorLink').forEach(node => {
    node.remove();
  });
  root.querySelectorAll(CONTROLS).forEach(node => {
    node.replaceWith(...textOf(node));
  });
  root.querySelectorAll('img').forEach(image => {
    if (!OWN_IMAGE.test(image.getAttribute('src') ?? '')) {
      image.replaceWith(inPlaceOf(image));
    }
  });
  root.querySelectorAll('h1, h2, h3, h4, h5, h6').forEach(node => {
    // In the outline of the page, the headings are the center's and its cards' titles.
    const line = document.createElement('p');
    line.append(document.createElement('strong'));
    line.firstElementChild!.append(...node.childNodes);
    node.replaceWith(line);
  });
  root.querySelectorAll('input').forEach(input => {
    if (input.type === 'checkbox') {
      input.disabled = true;
    } else {
      input.remove();
    }
  });
  root.querySelectorAll('*').forEach(element => {
    for (const name of element.getAttributeNames()) {
      const isCheck =
        element instanceof HTMLInputElement &&
        (name === 'checked' || name === 'disabled');
      if (!KEPT.has(name) && !isCheck) {
        element.removeAttribute(name);
      }
    }
  });
  root.querySelectorAll('[href]').forEach(element => {
    hardenLink(element);
  });
}

function hardenLink(element: Element): void {
  const kind = destination(element.getAttribute('href'));
  if (!(element instanceof HTMLAnchorElement) || kind === null) {
    element.removeAttribute('href');
    return;
  }
  element.classList.add('jp-Notifications-bodyLink');
  if (kind === 'web') {
    element.target = '_blank';
    element.rel = 'noopener noreferrer';
  }
}

/** The words of an image; to see it, one has to want to. */
function inPlaceOf(image: HTMLImageElement): Node | string {
  const source = image.getAttribute('src') ?? '';
  if (destination(source) !== 'web' || image.closest('a')) {
    return image.alt;
  }
  const link = document.createElement('a');
  link.href = source;
  link.textContent = image.alt || hostOf(source);
  return link;
}

function textOf(node: Element): Array<Node | string> {
  return /^(script|style|template|select|textarea|svg|math|iframe|object|embed|audio|video)$/i.test(
    node.tagName
  )
    ? []
    : [node.textContent ?? ''];
}
