/** Quiet is at the same times as on the server. */

import { nextQuietChange, quietAt } from '../src/quiet';
import type { IPreferencesChange } from '../src';

const at = Date.parse;

function until(preferences: IPreferencesChange, now: string): string | null {
  const { quiet, quiet_until = 'for ever' } = quietAt(preferences, at(now));
  return quiet ? quiet_until : null;
}

function next(preferences: IPreferencesChange, now: string): string | null {
  const moment = nextQuietChange(preferences, at(now));
  return moment === null ? null : new Date(moment).toISOString();
}

const NIGHT = {
  quiet_hours: { start: '22:00', end: '07:00', time_zone: 'Europe/Berlin' }
};

describe('quietAt', () => {
  it('should not be quiet if nothing is set', () => {
    expect(quietAt({}, 0)).toEqual({ quiet: false });
    expect(next({}, '2026-11-23T12:00:00Z')).toBeNull();
  });

  it('should be quiet for ever, or until a time, if nobody may disturb', () => {
    const now = '2026-11-23T12:00:00.000Z';
    const later = '2026-11-23T13:00:00.000Z';
    expect(until({ do_not_disturb: true }, now)).toBe('for ever');
    const some = { do_not_disturb: true, do_not_disturb_until: later };
    expect(until(some, now)).toBe(later);
    expect(next(some, now)).toBe(later);
    expect(until(some, later)).toBeNull();
    expect(next(some, later)).toBeNull();
    expect(until({ ...some, do_not_disturb: false }, now)).toBeNull();
  });

  it.each([
    ['2026-11-23T20:59:59Z', null],
    ['2026-11-23T21:00:00Z', '2026-11-24T06:00:00.000Z'],
    ['2026-11-24T05:59:59Z', '2026-11-24T06:00:00.000Z'],
    ['2026-11-24T06:00:00Z', null],
    // In summer the clocks are an hour ahead.
    ['2026-07-01T20:00:00Z', '2026-07-02T05:00:00.000Z'],
    // The night in which they are set back is an hour longer.
    ['2026-10-24T20:00:00Z', '2026-10-25T06:00:00.000Z']
  ])('should be quiet at night by the clocks of the place: %s', (now, end) => {
    expect(until(NIGHT, now)).toBe(end);
  });

  it('should say when the hours begin next', () => {
    expect(next(NIGHT, '2026-11-23T12:00:00Z')).toBe(
      '2026-11-23T21:00:00.000Z'
    );
    expect(next(NIGHT, '2026-11-23T21:00:00Z')).toBe(
      '2026-11-24T06:00:00.000Z'
    );
    // Friday only, 0 is Monday.
    const friday = { quiet_hours: { ...NIGHT.quiet_hours, days: [4] } };
    expect(next(friday, '2026-11-23T21:00:00Z')).toBe(
      '2026-11-27T21:00:00.000Z'
    );
    expect(until(friday, '2026-11-28T05:00:00Z')).toBe(
      '2026-11-28T06:00:00.000Z'
    );
  });

  it('should go on into what follows without a gap', () => {
    const both = {
      ...NIGHT,
      do_not_disturb: true,
      do_not_disturb_until: '2026-11-23T21:30:00Z'
    };
    expect(until(both, '2026-11-23T12:00:00Z')).toBe(
      '2026-11-24T06:00:00.000Z'
    );
    const always = {
      quiet_hours: { start: '09:00', end: '09:00', time_zone: 'UTC' }
    };
    expect(until(always, '2026-11-23T12:00:00Z')).toBe('for ever');
  });

  it('should take the leap for a time that is left out, and the second of an hour that comes twice', () => {
    const hours = (start: string, end: string) => ({
      quiet_hours: { start, end, time_zone: 'Europe/Berlin' }
    });
    // 02:30 is left out on 29 March: at 01:00 UTC the clocks leap from 2 to 3.
    expect(next(hours('02:30', '12:00'), '2026-03-28T23:00:00Z')).toBe(
      '2026-03-29T01:00:00.000Z'
    );
    // 02:30 comes twice on 25 October, at 00:30 and at 01:30 UTC.
    const twice = hours('02:30', '02:45');
    expect(next(twice, '2026-10-24T23:00:00Z')).toBe(
      '2026-10-25T00:30:00.000Z'
    );
    expect(until(twice, '2026-10-25T00:30:00Z')).toBe(
      '2026-10-25T01:45:00.000Z'
    );
  });

  it('should know no hours in a zone that nobody knows', () => {
    const nowhere = {
      quiet_hours: { start: '00:00', end: '00:00', time_zone: 'Nowhere/At_All' }
    };
    expect(until(nowhere, '2026-11-23T12:00:00Z')).toBeNull();
    expect(next(nowhere, '2026-11-23T12:00:00Z')).toBeNull();
  });
});
