/** How long ago, in three forms. */

import { nullTranslator } from '@jupyterlab/translation';

import { clockTime, describe as moment } from '../../src/card/time';

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
