/** What is selected, by single rows and by ranges. */

import type { INotification } from '@jupyter-notifications/core';

import type { Row } from '../../src/model/rows';
import { Selection } from '../../src/model/selection';

const entries = ['a', 'b', 'c', 'd'].map(
  id => ({ id, title: id }) as INotification
);
const [a, b, c, d] = entries.map((entry): Row => ({
  kind: 'inbox',
  key: entry.id,
  isNew: true,
  entry
}));
const page = { kind: 'page', key: 'page:x', isNew: true } as Row;
const group = (isUnfolded: boolean): Row => ({
  kind: 'group',
  key: 'group:g',
  isNew: true,
  name: 'g',
  entries: entries.slice(1, 3),
  isUnfolded
});

describe('Selection', () => {
  let selection: Selection;
  const chosen = () => selection.among(entries).map(({ id }) => id);

  beforeEach(() => {
    selection = new Selection();
  });

  it('should toggle a row, and say so', () => {
    let told = 0;
    selection.changed.connect(() => told++);
    selection.toggle(a);
    expect([selection.size, selection.state(a)]).toEqual([1, 'all']);
    selection.toggle(a);
    expect([selection.size, selection.state(a)]).toEqual([0, 'none']);
    expect(told).toBe(2);
  });

  it('should take all of a group, or what is left of it', () => {
    selection.toggle(b);
    expect(selection.state(group(false))).toBe('some');
    selection.toggle(group(false));
    expect(chosen()).toEqual(['b', 'c']);
    selection.toggle(group(false));
    expect(chosen()).toEqual([]);
  });

  it('should never hold what is of the page', () => {
    selection.toggle(page);
    expect([selection.size, selection.state(page)]).toEqual([0, 'none']);
  });

  it('should move the end of a range and leave its beginning', () => {
    const rows = [a, b, page, c, d];
    selection.toggle(b);
    selection.extend(rows, 'b', 'd');
    expect(chosen()).toEqual(['b', 'c', 'd']);
    selection.extend(rows, 'd', 'a');
    expect(chosen()).toEqual(['a', 'b']);
  });

  it('should keep what was selected beside the range', () => {
    selection.toggle(a);
    selection.toggle(c);
    selection.extend([a, b, c, d], 'c', 'd');
    selection.extend([a, b, c, d], 'd', 'c');
    expect(chosen()).toEqual(['a', 'c']);
  });

  it('should begin a range where the focus is if nothing was chosen', () => {
    selection.extend([a, b, c, d], 'b', 'c');
    expect(chosen()).toEqual(['b', 'c']);
  });

  it('should begin a range where the focus is once nothing is selected any more', () => {
    selection.toggle(a);
    selection.toggle(a);
    selection.extend([a, b, c, d], 'c', 'd');
    expect(chosen()).toEqual(['c', 'd']);
  });

  it('should take the rows of an unfolded group one by one', () => {
    selection.extend([a, group(true), b, c], 'a', 'group:g');
    expect(chosen()).toEqual(['a']);
    selection.extend([a, group(true), b, c], 'a', 'b');
    expect(chosen()).toEqual(['a', 'b']);
    selection.clear();
    selection.extend([a, group(false)], 'a', 'group:g');
    expect(chosen()).toEqual(['a', 'b', 'c']);
  });

  it('should forget what goes, also from beside the range', () => {
    selection.all(entries);
    selection.keep(entries.slice(2));
    expect(chosen()).toEqual(['c', 'd']);
    expect(selection.size).toBe(2);
    selection.extend([c, d], 'c', 'c');
    expect(selection.size).toBe(2);
  });
});
