/** The entries that are selected, to do something with all of them at once. */

import type { INotification } from '@jupyter-notifications/core';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { entriesOf } from './rows';
import type { Row } from './rows';

/**
 * What is selected.
 *
 * #### Notes
 * It holds entries and not rows, so that it stays whatever a group folds or unfolds. What is of the page cannot be
 * selected.
 */
export class Selection {
  /** Emitted when other entries are selected. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** How many entries are selected. */
  get size(): number {
    return this._ids.size;
  }

  /** The key of the row from which a range goes; null before one was chosen. */
  get anchor(): string | null {
    return this._anchor;
  }

  /** Whether a row is selected: all, none or, for a group, some of it. */
  state(row: Row): 'all' | 'some' | 'none' {
    const entries = entriesOf(row);
    const count = entries.filter(({ id }) => this._ids.has(id)).length;
    return count === 0 ? 'none' : count === entries.length ? 'all' : 'some';
  }

  /** Which of these entries are selected, in their order. */
  among(entries: ReadonlyArray<INotification>): INotification[] {
    return entries.filter(({ id }) => this._ids.has(id));
  }

  /** Select a row, or let go of it. */
  toggle(row: Row): void {
    const isSelected = this.state(row) === 'all';
    for (const { id } of entriesOf(row)) {
      if (isSelected) {
        this._ids.delete(id);
      } else {
        this._ids.add(id);
      }
    }
    // Once nothing is selected, a range begins where one stands.
    this._startFrom(this.size > 0 ? row.key : null);
  }

  /**
   * Select everything between the row where the range began and another, instead of what the range held before.
   *
   * @param from - The key where it begins if no row was chosen yet.
   */
  extend(rows: ReadonlyArray<Row>, from: string, to: string): void {
    const position = (key: string | null) =>
      rows.findIndex(row => row.key === key);
    if (position(this._anchor) < 0) {
      this._startFrom(from);
    }
    const [start, end] = [position(this._anchor), position(to)].sort(
      (a, b) => a - b
    );
    if (start < 0) {
      return;
    }
    this._ids = new Set(this._kept);
    for (const row of rows.slice(start, end + 1)) {
      // The row of an unfolded group stands for nothing of its own here: its entries have rows.
      if (row.kind !== 'group' || !row.isUnfolded) {
        entriesOf(row).forEach(({ id }) => this._ids.add(id));
      }
    }
    this._changed.emit();
  }

  /** Select all of these. */
  all(entries: ReadonlyArray<INotification>): void {
    this._ids = new Set(entries.map(({ id }) => id));
    this._startFrom(null);
  }

  /** Select nothing. */
  clear(): void {
    if (this.size > 0) {
      this._ids.clear();
      this._startFrom(null);
    }
  }

  /** Forget what is not among these any more, without a word. */
  keep(entries: ReadonlyArray<INotification>): void {
    if (this.size > 0) {
      const here = new Set(entries.map(({ id }) => id));
      const left = (ids: Set<string>) =>
        new Set([...ids].filter(id => here.has(id)));
      this._ids = left(this._ids);
      this._kept = left(this._kept);
    }
  }

  private _startFrom(key: string | null): void {
    this._anchor = key;
    this._kept = new Set(this._ids);
    this._changed.emit();
  }

  private _ids = new Set<string>();
  /** What is selected beside the range. */
  private _kept = new Set<string>();
  private _anchor: string | null = null;
  private _changed = new Signal<this, void>(this);
}
