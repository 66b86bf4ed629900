/** Where headings and rows stand among each other, and how high they are as long as nobody has measured. */

import type { Row } from '../model/rows';

/** A heading and the rows under it. */
export interface ISection {
  readonly name: 'new' | 'earlier';
  /** The place of the heading; its rows follow. */
  readonly heading: number;
  /** How many rows it has. */
  readonly length: number;
}

/** The list as one row of items: headings, each followed by its rows. */
export class Layout {
  constructor(rows: ReadonlyArray<Row>) {
    this._rows = rows;
    const fresh = rows.findIndex(row => !row.isNew);
    const length = fresh < 0 ? rows.length : fresh;
    this.sections = (
      [
        { name: 'new', heading: 0, length },
        {
          name: 'earlier',
          heading: length > 0 ? length + 1 : 0,
          length: rows.length - length
        }
      ] as const
    ).filter(section => section.length > 0);
    this._items = new Map(
      rows.map((row, index) => [
        row.key,
        index + (row.isNew ? 1 : this.sections.length)
      ])
    );
  }

  /** Those that have rows. */
  readonly sections: ReadonlyArray<ISection>;

  /** How many items there are. */
  get size(): number {
    return this._rows.length + this.sections.length;
  }

  /** The place of a row, or -1. */
  itemOf(key: string): number {
    const section = this.sections.find(one => key === headingKey(one));
    return section?.heading ?? this._items.get(key) ?? -1;
  }

  /** Whether an item is a row of a section. */
  isIn(section: ISection, item: number): boolean {
    return item > section.heading && item <= section.heading + section.length;
  }

  /** The place of an item among the rows alone; for a heading that of the first row under it. */
  position(item: number): number {
    const headings = this.sections.filter(({ heading }) => heading < item);
    return item - headings.length;
  }

  /** The row at a place, unless there is a heading. */
  row(item: number): Row | undefined {
    return this.sections.some(({ heading }) => heading === item)
      ? undefined
      : this._rows[this.position(item)];
  }

  /** What names an item as long as it exists. */
  key(item: number): string {
    const section = this.sections.find(({ heading }) => heading === item);
    return section ? headingKey(section) : (this.row(item)?.key ?? '');
  }

  /** How high an item may be, in pixels. */
  guess(item: number): number {
    const row = this.row(item);
    if (!row) {
      return 25;
    }
    const lines = [57];
    if (row.kind === 'group') {
      lines.push(4);
    } else {
      const { progress, actions } = row.entry;
      lines.push(
        row.kind === 'inbox' && row.entry.body ? 36 : 0,
        progress === undefined ? 0 : 22,
        actions?.length ? 30 : 0
      );
    }
    return lines.reduce((sum, line) => sum + line);
  }

  /** What stands now where an item of an earlier layout stood: itself, else the next of that layout that is left. */
  successor(before: Layout, key: string): string | null {
    for (let item = before.itemOf(key); item < before.size; item++) {
      const one = item < 0 ? key : before.key(item);
      if (this.itemOf(one) >= 0) {
        return one;
      }
    }
    return null;
  }

  private readonly _rows: ReadonlyArray<Row>;
  private readonly _items: ReadonlyMap<string, number>;
}

function headingKey(section: ISection): string {
  return `section:${section.name}`;
}
