/** What folds, and in which order rows stand. */

import type { INotification } from '@jupyter-notifications/core';

import { Folds, groupKey, worstType } from '../../src/model/groups';
import { arrange, entriesOf } from '../../src/model/rows';
import type { Row } from '../../src/model/rows';

function entry(id: string, fields: Partial<INotification> = {}): INotification {
  const created = '2026-01-01T00:00:00Z';
  return { id, arrived: id, created, updated: created, title: id, ...fields };
}

const nightly = { source: 'scheduler', group: 'Nightly' };

function shape(rows: ReadonlyArray<Row>): string[] {
  return rows.map(row =>
    row.kind === 'group'
      ? `${row.name}(${entriesOf(row).map(({ id }) => id)})`
      : row.key
  );
}

describe('arrange', () => {
  const options = { seen: '', closed: 0, folds: new Folds() };

  it('should fold entries of one source and group where the first of them stands', () => {
    const entries = [
      entry('5'),
      entry('4', nightly),
      entry('3', { ...nightly, source: 'other' }),
      entry('2', nightly),
      entry('1', { group: 'Nightly' })
    ];
    expect(shape(arrange(entries, [], options))).toEqual([
      '5',
      'Nightly(4,2)',
      '3',
      '1'
    ]);
  });

  it('should let an entry alone that is the only one of its group', () => {
    expect(shape(arrange([entry('1', nightly)], [], options))).toEqual(['1']);
  });

  it('should fold within a section only', () => {
    const entries = ['4', '3', '2', '1'].map(id => entry(id, nightly));
    const rows = arrange(entries, [], { ...options, seen: '2' });
    expect(shape(rows)).toEqual(['Nightly(4,3)', 'Nightly(2,1)']);
    expect(rows.map(row => row.isNew)).toEqual([true, false]);
    expect(new Set(rows.map(row => row.key)).size).toBe(2);
  });

  it('should list what a group unfolds to right below it', () => {
    const entries = [entry('3', nightly), entry('2'), entry('1', nightly)];
    const folds = new Folds();
    folds.toggle(groupKey(entries[0], true)!);
    const page = {
      id: 'p',
      message: 'Page',
      type: 'info' as const,
      created: new Date('2026-01-01T00:00:01Z'),
      actions: []
    };
    const older = { ...page, id: 'q', created: new Date(1) };
    expect(
      shape(arrange(entries, [older, page], { ...options, folds }))
    ).toEqual(['page:p', 'Nightly(3,1)', '3', '1', '2', 'page:q']);
    folds.toggle(groupKey(entries[0], true)!);
    expect(shape(arrange(entries, [], { ...options, folds }))).toEqual([
      'Nightly(3,1)',
      '2'
    ]);
  });

  it('should not take apart or put together names by how they are spelled', () => {
    const one = groupKey(entry('1', { source: 'a', group: 'b,c' }), true);
    const other = groupKey(entry('1', { source: 'a,b', group: 'c' }), true);
    expect(one).not.toBe(other);
  });
});

describe('worstType', () => {
  it.each([
    [['success', 'error', 'warning'], 'error'],
    [['success', 'in-progress', 'warning'], 'warning'],
    [['success', 'in-progress'], 'in-progress'],
    [[undefined, 'success'], 'success'],
    [[undefined], 'default']
  ] as const)('should be, of %p, %p', (types, worst) => {
    expect(worstType(types.map((type, i) => entry(`${i}`, { type })))).toBe(
      worst
    );
  });
});
