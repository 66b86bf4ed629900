/** What is laid over the lists, and what entries mean. */

import {
  byArrival,
  countsAsUnread,
  hasTotal,
  isInbox,
  matches,
  normalized,
  withState
} from '../src';
import type { InboxState, INotification } from '../src';
import { Overlay } from '../src/overlay';
import { titled } from './mockserver';

const ENTRY: INotification = titled('Entry', {
  id: 'a',
  arrived: '2',
  created: 'c',
  updated: 'u'
});

describe('Overlay', () => {
  it('should lay changes over each other, and take them away', () => {
    const overlay = new Overlay();
    const read = overlay.patch(['a', 'b'], { read: true });
    const archived = overlay.patch(['a'], { archived: true });
    expect(overlay.view(ENTRY)).toEqual({
      ...ENTRY,
      read: true,
      archived: true
    });
    read.dispose();
    expect(overlay.view(ENTRY)).toEqual({ ...ENTRY, archived: true });
    archived.dispose();
    expect(overlay.view(ENTRY)).toBe(ENTRY);
  });

  it('should take a change away from one entry alone', () => {
    const overlay = new Overlay();
    const other = { ...ENTRY, id: 'b' };
    const read = overlay.patch(['a', 'b'], { read: true }, [ENTRY, other]);
    read.drop('a');
    expect(overlay.view(ENTRY)).toBe(ENTRY);
    expect(overlay.view(other)!.read).toBe(true);
    expect(overlay.patched).toEqual([other]);
    read.drop('b');
    expect(read.isDisposed).toBe(true);
    expect(overlay.view(other)).toBe(other);
  });

  it('should count what it hides, as long as the server counts it', () => {
    const overlay = new Overlay();
    const hidden = overlay.hide([ENTRY, { ...ENTRY, id: 'b', read: true }]);
    const again = overlay.hide([ENTRY]);
    expect(overlay.view(ENTRY)).toBeNull();
    expect(overlay.hiddenUnread).toBe(1);
    overlay.update([{ ...ENTRY, read: true }]);
    expect(overlay.hiddenUnread).toBe(0);
    overlay.update([ENTRY]);
    expect(overlay.release(['a', 'b'])).toEqual(new Set(['a']));
    overlay.update([ENTRY]);
    expect(overlay.hiddenUnread).toBe(0);
    again.dispose();
    hidden.dispose();
    expect(overlay.view(ENTRY)).toBe(ENTRY);
  });

  it('should not count what is removed, or masked', () => {
    const overlay = new Overlay();
    overlay.hide([ENTRY]);
    overlay.update([], ['a']);
    const mask = overlay.mask('a');
    expect(overlay.hiddenUnread).toBe(0);
    mask.dispose();
  });
});

describe('matches()', () => {
  it.each<[Partial<INotification>, InboxState[]]>([
    [{}, ['inbox', 'unread', 'all']],
    [{ read: true }, ['inbox', 'all']],
    [{ type: 'in-progress' }, ['inbox', 'all']],
    [{ archived: true }, ['archived', 'all']],
    [{ snoozed_until: 'later' }, ['snoozed', 'all']],
    [{ archived: true, snoozed_until: 'x' }, ['archived', 'snoozed', 'all']]
  ])('should put %j into %j', (state, lists) => {
    const entry = { ...ENTRY, ...state };
    const all = ['inbox', 'unread', 'archived', 'snoozed', 'all'] as const;
    expect(all.filter(one => matches(entry, { state: one }))).toEqual(
      all.filter(one => lists.includes(one))
    );
    expect(countsAsUnread(entry)).toBe(lists.includes('unread'));
  });

  it('should look at every filter', () => {
    const entry = { ...ENTRY, source: 's', topic: 't', group: 'g' };
    const query = { source: 's', topic: 't', group: 'g' };
    expect(matches(entry, { ...query, type: 'default' })).toBe(true);
    expect(matches(entry, { ...query, type: 'info' })).toBe(false);
    expect(matches(entry, { ...query, source: 'x' })).toBe(false);
    expect(matches(entry, { ...query, topic: 'x' })).toBe(false);
    expect(matches(entry, { ...query, group: 'x' })).toBe(false);
  });
});

describe('queries and entries', () => {
  it('should know the plain inbox, and where totals are', () => {
    expect(isInbox({})).toBe(true);
    expect(isInbox({ state: 'inbox', q: undefined })).toBe(true);
    expect(isInbox({ state: 'unread' })).toBe(false);
    expect(isInbox({ source: 's' })).toBe(false);
    expect(hasTotal({ state: 'archived' })).toBe(true);
    expect(hasTotal({ topic: 't' })).toBe(false);
  });

  it('should leave out what the server would refuse', () => {
    const long = 'x'.repeat(300);
    expect(normalized({ q: ` ${long}`, source: '', state: 'all' })).toEqual({
      q: long.slice(0, 256),
      state: 'all'
    });
    expect(normalized({ q: '  ' })).toEqual({});
  });

  it('should sort the newest first, and make the unset absent', () => {
    const newer = { ...ENTRY, id: 'b', arrived: '3' };
    const twin = { ...ENTRY, id: 'c' };
    expect([ENTRY, newer, twin].sort(byArrival)).toEqual([newer, twin, ENTRY]);
    expect(byArrival(ENTRY, ENTRY)).toBe(0);
    const state = { read: true, archived: true, snoozed_until: 'x' };
    const changed = withState(ENTRY, state);
    expect(changed).toEqual({ ...ENTRY, ...state });
    const unset = { read: false, archived: false, snoozed_until: null };
    expect(withState(changed, unset)).toStrictEqual(ENTRY);
  });
});
