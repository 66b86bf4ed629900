/** Says whether it is to be quiet at a moment, and when that changes: do not disturb, and quiet hours in a time zone. */

import type { IPreferencesChange, IQuietHours } from './wire';

/** Whether it is to be quiet, and until when if that ends. */
export interface IQuiet {
  quiet: boolean;
  /** RFC 3339, UTC. */
  quiet_until?: string;
}

/**
 * Whether it is to be quiet, by the rules of the server.
 *
 * @param now - Milliseconds since 1970.
 *
 * #### Notes
 * Hours in a zone that this browser does not know are none.
 */
export function quietAt(preferences: IPreferencesChange, now: number): IQuiet {
  let moment = now;
  for (let i = 0; i < Private.RANGES; i++) {
    const ends = Private.endsAt(preferences, moment);
    if (ends.length === 0) {
      return moment > now
        ? { quiet: true, quiet_until: new Date(moment).toISOString() }
        : { quiet: false };
    }
    moment = Math.max(...ends);
    if (moment === Infinity) {
      break;
    }
  }
  return { quiet: true };
}

/**
 * When it next begins or ceases to be quiet by itself, or null if that is not in sight.
 *
 * @param preferences - With what the server says of now, if it has said it.
 * @param now - Milliseconds since 1970.
 */
export function nextQuietChange(
  preferences: IPreferencesChange & Partial<IQuiet>,
  now: number
): number | null {
  const { quiet, quiet_until } =
    preferences.quiet === undefined ? quietAt(preferences, now) : preferences;
  if (quiet) {
    return quiet_until === undefined ? null : Date.parse(quiet_until);
  }
  const { quiet_hours } = preferences;
  return quiet_hours ? Private.nextStart(quiet_hours, now) : null;
}

/** A namespace for private data. */
namespace Private {
  const DAY = 86_400_000;
  const MINUTE = 60_000;

  /** Ranges that follow each other without a gap. More than a week of them have no end. */
  export const RANGES = 10;

  /** When each of what makes a moment quiet ends; infinite if it does not. */
  export function endsAt(kept: IPreferencesChange, now: number): number[] {
    const ends: number[] = [];
    if (kept.do_not_disturb) {
      const until = kept.do_not_disturb_until;
      ends.push(until === undefined ? Infinity : Date.parse(until));
    }
    if (kept.quiet_hours) {
      for (const { start, end } of ranges(kept.quiet_hours, now, -1, 0)) {
        if (start <= now) {
          ends.push(end);
        }
      }
    }
    return ends.filter(end => end > now);
  }

  /** When the hours begin next, or null if they never do. */
  export function nextStart(hours: IQuietHours, now: number): number | null {
    for (const { start } of ranges(hours, now, 0, 8)) {
      if (start > now) {
        return start;
      }
    }
    return null;
  }

  /** The ranges that begin on days near a moment, from so many days behind it to so many after it. */
  function* ranges(
    hours: IQuietHours,
    now: number,
    first: number,
    last: number
  ): Iterable<{ start: number; end: number }> {
    const clock = clockOf(hours.time_zone);
    if (!clock) {
      return;
    }
    const start = timeOfDay(hours.start);
    const end = timeOfDay(hours.end);
    const today = Math.floor(clock(now) / DAY);
    for (let day = today + first; day <= today + last; day++) {
      // The first of January 1970 was a Thursday.
      const weekday = (day + 3) % 7;
      if (!hours.days || hours.days.includes(weekday)) {
        const lastDay = end > start ? day : day + 1;
        yield {
          start: momentOf(clock, day * DAY + start, false),
          end: momentOf(clock, lastDay * DAY + end, true)
        };
      }
    }
  }

  /** Milliseconds since midnight. */
  function timeOfDay(text: string): number {
    const [hour, minute] = text.split(':').map(Number);
    return (hour * 60 + minute) * MINUTE;
  }

  /** What the clocks of a place show at a moment, as the moment at which those in Greenwich show it in winter. */
  type Clock = (moment: number) => number;

  /** The clocks of a zone, or null if it is not known. */
  function clockOf(timeZone: string): Clock | null {
    let format: Intl.DateTimeFormat;
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric'
      });
    } catch {
      return null;
    }
    return moment => {
      const shown: Record<string, number> = {};
      for (const { type, value } of format.formatToParts(moment)) {
        shown[type] = Number(value);
      }
      const { year, month, day, hour, minute, second } = shown;
      return Date.UTC(year, month - 1, day, hour, minute, second);
    };
  }

  /**
   * When the clocks of a place show a time.
   *
   * `later` chooses, of an hour that comes twice, the second one. A time that is left out is the moment at which the
   * clocks leap over it.
   */
  function momentOf(clock: Clock, local: number, later: boolean): number {
    const guesses = [local - DAY, local + DAY].map(near => {
      const moment = Math.floor(near / 1000) * 1000;
      return local - (clock(moment) - moment);
    });
    const right = guesses.filter(guess => clock(guess) === local);
    if (right.length > 0) {
      return later ? Math.max(...right) : Math.min(...right);
    }
    let [low, high] = guesses.sort((a, b) => a - b);
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (clock(middle) < local) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
