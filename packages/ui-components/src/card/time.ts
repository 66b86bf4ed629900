/** How long ago, in the three forms of a card: short, spoken, and the full date. */

import type { TranslationBundle } from '@jupyterlab/translation';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment as a card shows it. */
export interface IMoment {
  /** Unit only, such as `2 min`: its width hardly changes. */
  readonly short: string;
  /** For screen readers, such as `2 minutes ago`. */
  readonly spoken: string;
  /** The whole date and time, in the page's time zone. */
  readonly full: string;
}

/** The language of the page, as the app has set it. */
export function pageLanguage(): string | undefined {
  const language = document.documentElement.lang.replace('_', '-');
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}

/**
 * Describe a moment.
 *
 * @param then - Milliseconds since 1970; not a number if a producer's clock said nothing useful.
 * @param now - Milliseconds since 1970. A moment after it is shown as now: clocks differ.
 */
export function describe(
  then: number,
  now: number,
  trans: TranslationBundle,
  language = pageLanguage()
): IMoment {
  if (!Number.isFinite(then)) {
    return { short: '', spoken: '', full: '' };
  }
  const ago = Math.max(0, now - then);
  const { relative, date } = Private.formats(language);
  const full = date.format(then);
  const say = (
    short: string,
    count: number,
    unit: Intl.RelativeTimeFormatUnit
  ): IMoment => ({ short, spoken: relative.format(-count, unit), full });

  if (ago < MINUTE) {
    return say(trans.__('now'), 0, 'second');
  }
  if (ago < HOUR) {
    const minutes = Math.floor(ago / MINUTE);
    return say(trans.__('%1 min', minutes), minutes, 'minute');
  }
  if (ago < DAY) {
    const hours = Math.floor(ago / HOUR);
    return say(trans.__('%1 h', hours), hours, 'hour');
  }
  const days = Math.floor(ago / DAY);
  if (days < 7) {
    return say(trans.__('%1 d', days), days, 'day');
  }
  if (days < 60) {
    const weeks = Math.floor(days / 7);
    return say(trans.__('%1 wk', weeks), weeks, 'week');
  }
  if (days < 365) {
    const months = Math.floor(days / 30);
    return say(trans.__('%1 mo', months), months, 'month');
  }
  const years = Math.floor(days / 365);
  return say(trans.__('%1 y', years), years, 'year');
}

/** A time of day, for what should not tick. */
export function clockTime(when: Date, language = pageLanguage()): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(when);
}

/** When something will be, as short as it can be understood: a time today, a weekday within the week, else a date. */
export function dayTime(
  when: Date,
  now: Date,
  language = pageLanguage()
): string {
  const days = Math.round(
    (midnight(when).getTime() - midnight(now).getTime()) / DAY
  );
  const day: Intl.DateTimeFormatOptions =
    days === 0
      ? {}
      : days > 0 && days < 7
        ? { weekday: 'short' }
        : {
            day: 'numeric',
            month: 'short',
            ...(when.getFullYear() === now.getFullYear()
              ? {}
              : { year: 'numeric' })
          };
  return new Intl.DateTimeFormat(language, {
    hour: 'numeric',
    minute: '2-digit',
    ...day
  }).format(when);
}

function midnight(when: Date): Date {
  return new Date(when.getFullYear(), when.getMonth(), when.getDate());
}

/** A namespace for private data. */
namespace Private {
  interface IFormats {
    readonly relative: Intl.RelativeTimeFormat;
    readonly date: Intl.DateTimeFormat;
  }

  const made = new Map<string | undefined, IFormats>();

  /** The formats of a language; made once, since that takes far longer than to use them. */
  export function formats(language: string | undefined): IFormats {
    const known = made.get(language);
    if (known) {
      return known;
    }
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    const date = new Intl.DateTimeFormat(language, {
      dateStyle: 'long',
      timeStyle: 'short'
    });
    made.set(language, { relative, date });
    return { relative, date };
  }
}
