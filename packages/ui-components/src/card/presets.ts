/** The times that a snooze offers, in the local time of whoever looks. */

/** What a preset is called in the code. */
export type PresetName = 'hour' | 'evening' | 'tomorrow' | 'week';

/** A time that is offered. */
export interface IPreset {
  readonly name: PresetName;
  readonly until: Date;
}

/** When a day's work begins, and when it ends, by the clock on the wall. */
const MORNING = 9;
const EVENING = 18;

/**
 * The times that can be offered now, always in the same order.
 *
 * #### Notes
 * This evening is left out once it has come, and next week where it begins tomorrow. A day is one of the calendar: where
 * the clocks change it has not 24 hours.
 */
export function presets(now: Date): IPreset[] {
  const at = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const evening = at(0, EVENING);
  // Days to the next Monday: 1 on a Sunday, 7 on a Monday.
  const toMonday = ((8 - now.getDay()) % 7) + (now.getDay() === 1 ? 7 : 0);
  const found: IPreset[] = [
    { name: 'hour', until: new Date(now.getTime() + 3_600_000) }
  ];
  if (evening > now) {
    found.push({ name: 'evening', until: evening });
  }
  found.push({ name: 'tomorrow', until: at(1, MORNING) });
  if (toMonday > 1) {
    found.push({ name: 'week', until: at(toMonday, MORNING) });
  }
  return found;
}
