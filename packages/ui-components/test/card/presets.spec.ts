/** The times that a snooze offers: in real time zones, over changes of the clocks, and late in the day. */

import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { resolve } from 'path';
import { ModuleKind, transpileModule } from 'typescript';

/** What is offered at a moment, by the clock on the wall of a zone: a process has one zone, so it is asked in another. */
function offered(zone: string, wall: string): Record<string, string> {
  const path = resolve(__dirname, '../../src/card/presets.ts');
  const { outputText } = transpileModule(readFileSync(path, 'utf8'), {
    compilerOptions: { module: ModuleKind.CommonJS }
  });
  const script = `
    ${outputText}
    const two = part => String(part).padStart(2, '0');
    const shown = d => [
      ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][d.getDay()],
      two(d.getDate()) + '/' + two(d.getMonth() + 1),
      two(d.getHours()) + ':' + two(d.getMinutes())
    ].join(' ');
    const offered = exports.presets(new Date(process.argv[1]));
    console.log(JSON.stringify(offered.map(({ name, until }) => [name, shown(until)])));
  `;
  const answer = execFileSync(process.execPath, ['-e', script, wall], {
    env: { ...process.env, TZ: zone },
    encoding: 'utf8'
  });
  return Object.fromEntries(JSON.parse(answer));
}

describe('presets()', () => {
  it('should offer four times on a working day', () => {
    expect(offered('Europe/Berlin', '2026-11-23T14:20:00')).toEqual({
      hour: 'Mon 23/11 15:20',
      evening: 'Mon 23/11 18:00',
      tomorrow: 'Tue 24/11 09:00',
      week: 'Mon 30/11 09:00'
    });
  });

  it.each([
    ['before the evening', '17:59:59', 'Mon 23/11 18:00'],
    ['in the evening', '18:00:00', undefined],
    ['late', '23:30:00', undefined],
    ['after midnight', '00:30:00', 'Mon 23/11 18:00']
  ])(
    'should offer this evening while it is to come: %s',
    (_, time, evening) => {
      const found = offered('America/New_York', `2026-11-23T${time}`);
      expect(found.evening).toBe(evening);
      expect(found.tomorrow).toBe('Tue 24/11 09:00');
    }
  );

  it('should go over the end of a day with an hour', () => {
    expect(offered('Asia/Tokyo', '2026-12-31T23:30:00').hour).toBe(
      'Fri 01/01 00:30'
    );
  });

  it.each([
    ['Friday', '2026-11-27', 'Mon 30/11 09:00'],
    ['Saturday', '2026-11-28', 'Mon 30/11 09:00'],
    ['Sunday, since it begins tomorrow', '2026-11-29', undefined],
    ['Monday', '2026-11-30', 'Mon 07/12 09:00']
  ])('should offer next week on a %s', (_, day, week) => {
    const found = offered('Europe/Berlin', `${day}T10:00:00`);
    expect(found.week).toBe(week);
  });

  it.each([
    // Clocks go forward on 29 March and back on 25 October.
    ['Europe/Berlin', '2026-03-28T20:00:00', 'Sun 29/03 09:00'],
    ['Europe/Berlin', '2026-10-24T20:00:00', 'Sun 25/10 09:00'],
    // On 8 March and 1 November.
    ['America/New_York', '2026-03-07T20:00:00', 'Sun 08/03 09:00'],
    ['America/New_York', '2026-10-31T20:00:00', 'Sun 01/11 09:00'],
    // By half an hour, on 4 October.
    ['Australia/Lord_Howe', '2026-10-03T20:00:00', 'Sun 04/10 09:00']
  ])(
    'should say nine where the clocks change in %s',
    (zone, wall, expected) => {
      expect(offered(zone, wall).tomorrow).toBe(expected);
    }
  );

  it('should take an hour as an hour where one is left out, or comes twice', () => {
    const spring = offered('Europe/Berlin', '2026-03-29T01:30:00');
    expect(spring.hour).toBe('Sun 29/03 03:30');
    // The first half past two of two.
    const autumn = offered('Europe/Berlin', '2026-10-25T00:30:00Z');
    expect(autumn.hour).toBe('Sun 25/10 02:30');
  });
});
