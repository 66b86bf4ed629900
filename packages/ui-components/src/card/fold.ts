/** Folds a body: to two lines of text, or as many whole rows of a table, and only if that hides something. */

/** What is lower than the lowest line hides none: margins, and what surrounds code. In pixels. */
const LESS_THAN_A_LINE = 15;

/** As much of a row is shown that would be cut through although nothing stands above it, in pixels. */
const TALLEST_ROW = 72;

/** How high the folded body may be; unset, as the style sheet says. */
const LIMIT = '--jp-notifications-fold';

/**
 * Fit the height of a folded body to what is in it.
 *
 * @param node - What the style sheet folds.
 *
 * @returns whether there is more than it shows.
 *
 * #### Notes
 * Text is cut by lines. A table is not: it would be cut wherever the height ends.
 */
export function fold(node: HTMLElement): boolean {
  node.style.removeProperty(LIMIT);
  if (!hidesLines(node)) {
    if (node.scrollHeight > node.clientHeight) {
      node.style.setProperty(LIMIT, 'none');
    }
    return false;
  }
  const { top, bottom } = node.getBoundingClientRect();
  const cut = [...node.querySelectorAll('tr')]
    .map(row => row.getBoundingClientRect())
    .find(row => row.top < bottom && row.bottom > bottom);
  if (cut) {
    const isFirst = cut.top - top < LESS_THAN_A_LINE;
    const end = (isFirst ? cut.bottom : cut.top) - top;
    if (end <= TALLEST_ROW) {
      node.style.setProperty(LIMIT, `${end}px`);
    }
  }
  return hidesLines(node);
}

function hidesLines(node: HTMLElement): boolean {
  return node.scrollHeight - node.clientHeight > LESS_THAN_A_LINE;
}
