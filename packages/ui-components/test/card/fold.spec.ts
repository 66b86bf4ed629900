/** Folding a body, measured as a browser would lay it out. */

import { fold } from '../../src/card/fold';

describe('fold()', () => {
  const LIMIT = '--jp-notifications-fold';
  /** What the style sheet says. */
  const TWO_LINES = 48;

  const box = (top: number, height: number) =>
    ({ top, bottom: top + height }) as DOMRect;

  /**
   * A body, so many pixels below the top of the page.
   *
   * @param lines - How high all of it is, and how much of it is left by the clamp that counts lines of text.
   * @param rows - Where the rows of its table begin, and where the last one ends.
   */
  function body(lines: { all: number; clamped?: number }, rows: number[] = []) {
    const node = document.createElement('div');
    const top = 100;
    const height = () => {
      const limit = node.style.getPropertyValue(LIMIT);
      const most =
        limit === 'none' ? Infinity : parseFloat(limit || `${TWO_LINES}`);
      return Math.min(most, lines.clamped ?? Infinity, lines.all);
    };
    Object.defineProperties(node, {
      scrollHeight: { get: () => lines.all },
      clientHeight: { get: height }
    });
    node.getBoundingClientRect = () => box(top, height());
    rows.slice(0, -1).forEach((start, index) => {
      const row = document.createElement('tr');
      row.getBoundingClientRect = () =>
        box(top + start, rows[index + 1] - start);
      node.append(row);
    });
    return { node, shown: height };
  }

  it.each([
    ['one line', { all: 22 }, [], 22],
    ['two lines and their margin', { all: 40 }, [], 40],
    ['two lines of code and what surrounds it', { all: 56 }, [], 56],
    ['a table of two rows', { all: 51 }, [0, 23, 47], 51]
  ])('should show %s whole', (_, lines, rows, whole) => {
    const { node, shown } = body(lines, rows);
    expect(fold(node)).toBe(false);
    expect(shown()).toBe(whole);
  });

  it.each([
    ['three lines after two', { all: 58, clamped: 36 }, [], 36],
    ['a table after its last whole row', { all: 120 }, [0, 23, 46, 69, 92], 46],
    ['a table after a row that is tall', { all: 120 }, [0, 60, 83], 60],
    ['a text before the table that follows', { all: 90 }, [22, 60, 83], 22],
    ['a row that would fill the card', { all: 300 }, [0, 280], TWO_LINES],
    ['a picture', { all: 200 }, [], TWO_LINES]
  ])('should cut %s', (_, lines, rows, rest) => {
    const { node, shown } = body(lines, rows);
    expect(fold(node)).toBe(true);
    expect(shown()).toBe(rest);
  });

  it('should look again from the beginning', () => {
    const lines: { all: number; clamped?: number } = { all: 56 };
    const { node, shown } = body(lines);
    expect(fold(node)).toBe(false);
    // Narrower, it has more lines.
    Object.assign(lines, { all: 90, clamped: 36 });
    expect(fold(node)).toBe(true);
    expect(node.style.getPropertyValue(LIMIT)).toBe('');
    expect(shown()).toBe(36);
  });
});
