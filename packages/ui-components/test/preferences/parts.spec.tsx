/** The parts of the preferences form: what is sent of what is typed, and over what. */

import type {
  IPreferences,
  IPreferencesChange
} from '@jupyter-notifications/core';
import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';

import { DoNotDisturb } from '../../src/preferences/donotdisturb';
import type { Change } from '../../src/preferences/part';
import { QuietHours } from '../../src/preferences/quiethours';
import { Runs } from '../../src/preferences/runs';
import { WordList } from '../../src/preferences/wordlist';

const trans = nullTranslator.load('');

const KEPT: IPreferences = {
  muted_sources: [],
  muted_topics: [],
  do_not_disturb: true,
  channels: {},
  quiet: true
};

beforeEach(() => jest.useFakeTimers());

afterEach(() => jest.useRealTimers());

const rest = () => act(() => jest.advanceTimersByTime(60_000));
const type = (node: HTMLElement, value: string) =>
  fireEvent.change(node, { target: { value } });

describe('Runs', () => {
  const draw = (run_threshold?: number) => {
    const save = jest.fn<void, [Change]>();
    const preferences = { ...KEPT, run_threshold };
    render(<Runs preferences={preferences} trans={trans} save={save} />);
    return { save, seconds: screen.getByLabelText<HTMLInputElement>(/^Sec/) };
  };

  it('should send the number that was typed, once it rests', () => {
    const { save, seconds } = draw();
    expect(seconds.value).toBe('');
    type(seconds, '1');
    type(seconds, '120');
    expect(save).not.toHaveBeenCalled();
    rest();
    expect(save.mock.calls).toEqual([[{ run_threshold: 120 }]]);
  });

  it('should leave it to the server once the field is emptied', () => {
    const { save, seconds } = draw(60);
    expect(seconds.value).toBe('60');
    type(seconds, '6');
    type(seconds, '');
    rest();
    expect(save.mock.calls).toEqual([[{ run_threshold: undefined }]]);
  });

  it('should not send what the server would refuse', () => {
    const { save, seconds } = draw(60);
    type(seconds, '-1');
    rest();
    type(seconds, '604801');
    rest();
    fireEvent.blur(seconds);
    expect(save).not.toHaveBeenCalled();
  });
});

describe('DoNotDisturb', () => {
  const draw = () => {
    const save = jest.fn<void, [Change]>();
    const preferences = {
      ...KEPT,
      do_not_disturb_until: new Date(2031, 0, 1, 9).toISOString()
    };
    render(
      <DoNotDisturb preferences={preferences} trans={trans} save={save} />
    );
    return { save, until: screen.getByLabelText<HTMLInputElement>(/^Until/) };
  };

  it('should send the end that was typed, once it rests', () => {
    const { save, until } = draw();
    type(until, '2031-01-02T09:00');
    type(until, '2031-01-03T09:00');
    expect(save).not.toHaveBeenCalled();
    rest();
    expect(save.mock.calls).toEqual([
      [
        {
          do_not_disturb: true,
          do_not_disturb_until: new Date(2031, 0, 3, 9).toISOString()
        }
      ]
    ]);
  });

  it('should have no end once the field is emptied, whatever was typed before', () => {
    const { save, until } = draw();
    type(until, '2031-01-02T09:00');
    type(until, '');
    rest();
    expect(save.mock.calls).toEqual([
      [{ do_not_disturb: true, do_not_disturb_until: undefined }]
    ]);
  });

  it('should not end while a year is being typed', () => {
    const { save, until } = draw();
    type(until, '0002-01-02T09:00');
    rest();
    expect(save).not.toHaveBeenCalled();
    expect(until.value).toBe('0002-01-02T09:00');
    type(until, '2032-01-02T09:00');
    rest();
    expect(save).toHaveBeenCalledTimes(1);
  });
});

describe('QuietHours', () => {
  it.each([
    ['From', 'start', '23:00'],
    ['To', 'end', '06:30']
  ])('should send %s alone', (label, name, time) => {
    const save = jest.fn<void, [Change]>();
    const quiet_hours = { start: '22:00', end: '07:00', time_zone: 'UTC' };
    const preferences = { ...KEPT, quiet_hours };
    render(<QuietHours preferences={preferences} trans={trans} save={save} />);
    type(screen.getByLabelText(label), time);
    fireEvent.blur(screen.getByLabelText(label));
    const [[change]] = save.mock.calls;
    const sent = typeof change === 'function' ? change(preferences) : change;
    expect(sent.quiet_hours).toEqual({ ...quiet_hours, [name]: time });
  });

  it('should leave alone what another tab has changed meanwhile', () => {
    const save = jest.fn<void, [Change]>();
    const quiet_hours = { start: '22:00', end: '07:00', time_zone: 'UTC' };
    const preferences = { ...KEPT, quiet_hours };
    render(<QuietHours preferences={preferences} trans={trans} save={save} />);
    type(screen.getByLabelText('From'), '23:00');
    rest();
    const [[change]] = save.mock.calls;
    const latest = { ...KEPT, quiet_hours: { ...quiet_hours, end: '08:00' } };
    const sent: IPreferencesChange =
      typeof change === 'function' ? change(latest) : change;
    expect(sent.quiet_hours).toEqual({
      start: '23:00',
      end: '08:00',
      time_zone: 'UTC'
    });
  });
});

describe('WordList', () => {
  it('should add a word on Enter, but not while an input method writes it', () => {
    const change = jest.fn();
    render(
      <WordList
        legend="Muted"
        note=""
        words={[]}
        trans={trans}
        change={change}
      />
    );
    const field = screen.getByLabelText('Add: Muted');
    type(field, 'kyou');
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
    expect(change).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(change.mock.calls[0][0]([])).toEqual(['kyou']);
  });
});
