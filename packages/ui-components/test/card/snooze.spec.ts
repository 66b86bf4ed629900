/** The menu that snoozes: what it offers, and what each item does. */

import type { INotification } from '@jupyter-notifications/core';
import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, screen, waitFor } from '@testing-library/react';

import { snoozeItems } from '../../src/card/snooze';
import type { IMenuAction } from '../../src/menu';

describe('snoozeItems()', () => {
  const trans = nullTranslator.load('');
  const monday = new Date(2026, 10, 23, 14, 20);
  const entry = (id: string, snoozed_until?: string): INotification => ({
    id,
    title: id,
    arrived: id,
    created: '2026-11-23T00:00:00Z',
    updated: '2026-11-23T00:00:00Z',
    ...(snoozed_until ? { snoozed_until } : {})
  });
  const dialog = () => document.querySelector('.jp-Dialog');
  const snooze = jest.fn(() => Promise.resolve());
  const focusRow = jest.fn();

  function items(now: Date, ...entries: INotification[]): IMenuAction[] {
    return snoozeItems(
      { verbs: { snooze }, focusRow },
      entries,
      trans,
      now
    ).filter(
      (item): item is IMenuAction => item !== 'separator' && 'run' in item
    );
  }

  beforeEach(() => {
    document.documentElement.lang = 'en-GB';
    snooze.mockClear();
  });

  afterEach(() => {
    document.documentElement.lang = '';
    document.body.replaceChildren();
  });

  it('should offer times, each with when that is', () => {
    const found = items(monday, entry('a')).map(one => [one.label, one.hint]);
    expect(found).toEqual([
      ['In 1 hour', '15:20'],
      ['This evening', '18:00'],
      ['Tomorrow', expect.stringMatching(/^Tue,? 0?9:00$/)],
      ['Next week', expect.stringMatching(/^30 Nov,? (at )?0?9:00$/)],
      ['Pick a date and time…', undefined]
    ]);
  });

  it('should snooze all of them until the chosen time', () => {
    const entries = [entry('a'), entry('b')];
    items(monday, ...entries)[2].run();
    expect(snooze.mock.calls).toEqual([[entries, new Date(2026, 10, 24, 9)]]);
  });

  it('should wake, if one of them sleeps', () => {
    const entries = [entry('a'), entry('b', '2030-01-01T00:00:00Z')];
    const [wake] = items(monday, ...entries);
    expect(wake.label).toBe('Wake now');
    wake.run();
    expect(snooze.mock.calls).toEqual([[entries, null]]);
  });

  it('should ask for any other time, and propose tomorrow morning', async () => {
    const entries = [entry('a')];
    const now = new Date();
    items(now, ...entries)
      .find(one => one.label.startsWith('Pick'))!
      .run();
    const field =
      await screen.findByLabelText<HTMLInputElement>('Date and time');
    const tomorrow = new Date(
      now.getFullYear(),
      now.getMonth(),
      now.getDate() + 1,
      9
    );
    expect(new Date(field.value)).toEqual(tomorrow);
    expect(snooze).not.toHaveBeenCalled();
    fireEvent.click(
      screen.getByText('Snooze', { selector: '.jp-Dialog-buttonLabel' })
    );
    await waitFor(() =>
      expect(snooze.mock.calls).toEqual([[entries, tomorrow]])
    );
  });

  it('should leave all as it is when the dialog is cancelled', async () => {
    items(new Date(), entry('a'))
      .find(one => one.label.startsWith('Pick'))!
      .run();
    fireEvent.click(await screen.findByText('Cancel'));
    await waitFor(() => expect(dialog()).toBeNull());
    expect(snooze).not.toHaveBeenCalled();
  });
});
