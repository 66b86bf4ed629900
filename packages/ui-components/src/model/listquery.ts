/** What the center asks the server for: tab, search and filters, once typing rests. */

import type { IQuery, NotificationType } from '@jupyter-notifications/core';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

/** A tab of the center; that of what is snoozed is there only while it is chosen. */
export type Tab = 'unread' | 'all' | 'archived' | 'snoozed';

/** What narrows a list down besides words. */
export interface IFilters {
  readonly source?: string;
  readonly topic?: string;
  readonly type?: NotificationType;
}

/** How long typing has to rest before the server is asked, in milliseconds. */
const SEARCH_MS = 300;

/** The choices that make a query. */
export class ListQuery implements IDisposable {
  /** Emitted when another list should be opened. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted with every letter. */
  get typed(): ISignal<this, void> {
    return this._typed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get tab(): Tab {
    return this._tab;
  }
  set tab(tab: Tab) {
    if (tab !== this._tab) {
      this._tab = tab;
      this._change();
    }
  }

  /** What is searched for, as typed. */
  get search(): string {
    return this._search;
  }
  set search(search: string) {
    if (search === this._search) {
      return;
    }
    this._search = search;
    this._typed.emit();
    clearTimeout(this._timer);
    if (search) {
      this._timer = setTimeout(() => this._change(), SEARCH_MS);
    } else {
      this._change();
    }
  }

  /** What is chosen in the filter menu. */
  get filters(): IFilters {
    return this._filters;
  }

  /** Whether anything is chosen there. */
  get isFiltered(): boolean {
    return Object.keys(this._filters).length > 0;
  }

  /** Show only what matches; all else that is chosen stays chosen. */
  choose(change: { [Name in keyof IFilters]?: IFilters[Name] | null }): void {
    const chosen = Object.entries({ ...this._filters, ...change }).filter(
      ([, value]) => !!value
    );
    this._filters = Object.fromEntries(chosen);
    this._change();
  }

  /** Choose nothing in the filter menu. */
  clearFilters(): void {
    if (this.isFiltered) {
      this._filters = {};
      this._change();
    }
  }

  /** As the server takes it. */
  get query(): IQuery {
    return {
      state: this._tab === 'all' ? 'inbox' : this._tab,
      ...this.narrowed
    };
  }

  /** The part of it that narrows the tab down. */
  get narrowed(): IQuery {
    const q = this._search.trim();
    return { ...(q && { q }), ...this._filters };
  }

  /** Leave the search and the filters, at once. */
  widen(): void {
    this._search = '';
    this._filters = {};
    this._change();
  }

  /** Back to everything, without a word. */
  reset(): void {
    clearTimeout(this._timer);
    this._tab = 'all';
    this._search = '';
    this._filters = {};
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    Signal.clearData(this);
  }

  private _change(): void {
    // Whatever changed, the letters typed so far are in the query.
    clearTimeout(this._timer);
    this._changed.emit();
  }

  private _tab: Tab = 'all';
  private _search = '';
  private _filters: IFilters = {};
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
  private _typed = new Signal<this, void>(this);
}
