/** How long ago, in three forms. */

import { nullTranslator } from '@jupyterlab/translation';

import { clockTime, dayTime, describe as moment } from '../../src/card/time';

const trans = nullTranslator.load('');
const NOW = Date.UTC(2026, 2, 9, 14, 20);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('describe()', () => {
  it.each([
    [0, 'now', 'now'],
    [59_999, 'now', 'now'],
    [MINUTE, '1 min', '1 minute ago'],
    [59.9 * MINUTE, '59 min', '59 minutes ago'],
    [60 * MINUTE, '1 h', '1 hour ago'],
    [DAY - 1, '23 h', '23 hours ago'],
    [DAY, '1 d', 'yesterday'],
    [6 * DAY, '6 d', '6 days ago'],
    [7 * DAY, '1 wk', 'last week'],
    [60 * DAY, '2 mo', '2 months ago'],
    [364 * DAY, '12 mo', '12 months ago'],
    [365 * DAY, '1 y', 'last year'],
    [-5 * MINUTE, 'now', 'now']
  ])('should say of %d ms: %s', (ago, short, spoken) => {
    const { short: s, spoken: t } = moment(NOW - ago, NOW, trans, 'en');
    expect([s, t]).toEqual([short, spoken]);
  });

  it('should give the full date in the language of the page', () => {
    expect(moment(NOW, NOW, trans, 'en').full).toContain('March');
    expect(moment(NOW, NOW, trans, 'de').full).toContain('März');
  });

  it('should say nothing of what is no time', () => {
    expect(moment(NaN, NOW, trans, 'en')).toEqual({
      short: '',
      spoken: '',
      full: ''
    });
  });

  it('should live with a language that is none', () => {
    document.documentElement.lang = 'not a language';
    expect(moment(NOW, NOW, trans).short).toBe('now');
    document.documentElement.lang = 'fr_FR';
    expect(clockTime(new Date(2026, 2, 9, 14, 16))).toBe('14:16');
    document.documentElement.lang = '';
  });
});

describe('dayTime()', () => {
  const now = new Date(2026, 10, 23, 14, 20);
  const say = (...[month, day, hour, year = 2026]: number[]) =>
    dayTime(new Date(year, month - 1, day, hour, 5), now, 'en-GB').replace(
      /,| at/g,
      ''
    );

  it('should say no more than is needed', () => {
    expect(say(11, 23, 18)).toBe('18:05');
    expect(say(11, 23, 1)).toMatch(/^0?1:05$/);
    expect(say(11, 24, 0)).toMatch(/^Tue 0?0:05$/);
    expect(say(11, 29, 10)).toBe('Sun 10:05');
    expect(say(11, 30, 10)).toBe('30 Nov 10:05');
    expect(say(1, 2, 10, 2027)).toBe('2 Jan 2027 10:05');
  });

  it('should not take a day of the past for one of the week', () => {
    expect(say(11, 22, 10)).toBe('22 Nov 10:05');
  });

  it('should count days of the calendar where one has 23 hours', () => {
    const before = new Date(2026, 2, 28, 23, 30);
    const after = new Date(2026, 2, 29, 10, 5);
    expect(dayTime(after, before, 'en-GB')).toContain('Sun');
  });
});
