/** What is muted, what a list can be narrowed down to, and whether one is not to be disturbed. */

import type { INotification, IPreferences } from '@jupyter-notifications/core';

import { isUndisturbed, tomorrow } from '../../src/model/disturb';
import { Facets } from '../../src/model/facets';
import {
  allMuted,
  isMuted,
  muteables,
  nameOf,
  withMuted
} from '../../src/model/mutes';
import { byWaking } from '../../src/model/waking';

const PREFERENCES: IPreferences = {
  muted_sources: ['tqdm', 'cron'],
  muted_topics: ['run'],
  do_not_disturb: false,
  channels: {},
  quiet: false
};

function entry(content: Partial<INotification>): INotification {
  const time = '2026-11-23T00:00:00Z';
  const fixed = { id: 'a', title: 'A', arrived: '1' };
  return { ...fixed, created: time, updated: time, ...content };
}

describe('What is muted', () => {
  it('should be told for sources and topics apart', () => {
    expect(isMuted(PREFERENCES, { source: 'tqdm' })).toBe(true);
    expect(isMuted(PREFERENCES, { topic: 'tqdm' })).toBe(false);
    expect(isMuted(PREFERENCES, { topic: 'run' })).toBe(true);
    expect(isMuted(PREFERENCES, { source: 'run' })).toBe(false);
    expect(isMuted(null, { source: 'tqdm' })).toBe(false);
  });

  it('should be listed in the order of the alphabet', () => {
    expect(allMuted(PREFERENCES).map(nameOf)).toEqual(['cron', 'tqdm', 'run']);
    expect(allMuted(null)).toEqual([]);
  });

  it('should be offered by what an entry has', () => {
    expect(muteables(entry({}))).toEqual([]);
    expect(muteables(entry({ topic: 'run' }))).toEqual([{ topic: 'run' }]);
    expect(muteables(entry({ source: 'x', topic: 'y' }))).toEqual([
      { source: 'x' },
      { topic: 'y' }
    ]);
  });

  it('should change one word of one list, each word once', () => {
    expect(withMuted({ source: 'new' }, true)(PREFERENCES)).toEqual({
      muted_sources: ['tqdm', 'cron', 'new']
    });
    expect(withMuted({ source: 'tqdm' }, true)(PREFERENCES)).toEqual({
      muted_sources: ['cron', 'tqdm']
    });
    expect(withMuted({ topic: 'run' }, false)(PREFERENCES)).toEqual({
      muted_topics: []
    });
  });
});

describe('Facets', () => {
  it('should tell what was seen, and what is muted, once each', () => {
    const facets = new Facets();
    facets.see([
      entry({ source: 'tqdm' }),
      entry({ source: 'alpha', topic: 'build' }),
      entry({})
    ]);
    expect(facets.sources(PREFERENCES)).toEqual(['alpha', 'cron', 'tqdm']);
    expect(facets.topics(PREFERENCES)).toEqual(['build', 'run']);
    expect(facets.sources(null)).toEqual(['alpha', 'tqdm']);
  });

  it('should look only at what is new in a list', () => {
    const looks = jest.fn();
    const from = (id: string, source: string): INotification => ({
      id,
      title: id,
      arrived: id,
      created: '',
      updated: '',
      get source() {
        looks(id);
        return source;
      }
    });
    const facets = new Facets();
    const seen = (...entries: INotification[]) => {
      looks.mockClear();
      facets.see(entries);
      return looks.mock.calls.flat();
    };
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(id => from(id, 'old'));
    expect(seen(b, c)).toEqual(['b', 'c']);
    // One arrives, a page is loaded, one goes, nothing changes, one is another.
    expect(seen(a, b, c)).toEqual(['a']);
    expect(seen(a, b, c, d)).toEqual(['d']);
    expect(seen(a, c, d)).toEqual([]);
    expect(seen(a, c, d)).toEqual([]);
    expect(seen(a, from('c', 'new'), d)).toEqual(['c']);
    expect(facets.sources(null)).toEqual(['new', 'old']);
    expect(seen()).toEqual([]);
    expect(seen(c, c)).toEqual(['c', 'c']);
  });
});

describe('isUndisturbed()', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  const until = (time: string) => ({
    ...PREFERENCES,
    do_not_disturb: true,
    do_not_disturb_until: time
  });

  it('should be on until it ends or is turned off', () => {
    expect(isUndisturbed(null, now)).toBe(false);
    expect(isUndisturbed(PREFERENCES, now)).toBe(false);
    expect(isUndisturbed({ ...PREFERENCES, do_not_disturb: true }, now)).toBe(
      true
    );
    expect(isUndisturbed(until('2026-11-23T12:00:01Z'), now)).toBe(true);
    expect(isUndisturbed(until('2026-11-23T12:00:00Z'), now)).toBe(false);
  });

  it('should not be on for quiet hours', () => {
    expect(isUndisturbed({ ...PREFERENCES, quiet: true }, now)).toBe(false);
  });

  it('should end the next morning, also over the end of a month', () => {
    expect(tomorrow(new Date(2026, 10, 30, 23, 59))).toEqual(
      new Date(2026, 11, 1, 9)
    );
  });
});

describe('byWaking()', () => {
  it('should put the soonest first, and keep the order of those that wake together', () => {
    const sleeping = (id: string, snoozed_until: string) =>
      entry({ id, snoozed_until });
    const entries = [
      sleeping('late', '2026-11-25T00:00:00Z'),
      sleeping('newer', '2026-11-24T00:00:00Z'),
      sleeping('older', '2026-11-24T00:00:00.000Z'),
      sleeping('soon', '2026-11-23T23:59:59.999Z')
    ];
    const ids = byWaking(entries).map(one => one.id);
    expect(ids).toEqual(['soon', 'newer', 'older', 'late']);
  });
});
