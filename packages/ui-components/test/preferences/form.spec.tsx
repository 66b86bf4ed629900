/** The form writes to the server alone, follows whoever changes the preferences, and says what was refused. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import React from 'react';

import { PreferencesForm } from '../../src/preferences/form';

describe('PreferencesForm', () => {
  let inbox: FakeNotifications;
  const trans = nullTranslator.load('jupyter_notifications');

  const after = (what: () => unknown) =>
    act(async () => {
      await what();
      await inbox.settled();
    });

  beforeEach(async () => {
    inbox = new FakeNotifications();
    await after(() =>
      render(<PreferencesForm notifications={inbox} trans={trans} />)
    );
  });

  afterEach(() => inbox.dispose());

  const part = (name: string) =>
    within(screen.getByRole('group', { name, exact: true } as never));

  it('should turn do not disturb on, with no end', async () => {
    const box = part('Do not disturb').getByRole('checkbox');
    await after(() => fireEvent.click(box));
    expect(inbox.preferences).toMatchObject({ do_not_disturb: true });
    expect(inbox.preferences?.do_not_disturb_until).toBeUndefined();
    expect((box as HTMLInputElement).checked).toBe(true);
  });

  it('should begin quiet hours in the zone of the browser', async () => {
    const box = part('Quiet hours').getByRole('checkbox');
    await after(() => fireEvent.click(box));
    expect(inbox.preferences?.quiet_hours).toEqual({
      start: '22:00',
      end: '07:00',
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone
    });
  });

  it('should send a time when the field is left, and leave one day at least', async () => {
    await after(() =>
      inbox.setPreferences({
        quiet_hours: {
          start: '22:00',
          end: '07:00',
          time_zone: 'UTC',
          days: [5, 6]
        }
      })
    );
    const start = part('Quiet hours').getByLabelText('From');
    await after(() => {
      fireEvent.change(start, { target: { value: '21:15' } });
    });
    expect(inbox.preferences?.quiet_hours?.start).toBe('22:00');
    await after(() => fireEvent.blur(start));
    expect(inbox.preferences?.quiet_hours?.start).toBe('21:15');

    const day = (name: string) =>
      part('Quiet hours').getByRole('checkbox', { name }) as HTMLInputElement;
    await after(() => fireEvent.click(day('Sat')));
    expect(inbox.preferences?.quiet_hours?.days).toEqual([6]);
    expect(day('Sun').disabled).toBe(true);
  });

  it('should name no days when all are chosen', async () => {
    await after(() =>
      inbox.setPreferences({
        quiet_hours: {
          start: '22:00',
          end: '07:00',
          time_zone: 'UTC',
          days: [0, 1, 2, 3, 4, 5]
        }
      })
    );
    await after(() =>
      fireEvent.click(
        part('Quiet hours').getByRole('checkbox', { name: 'Sun' })
      )
    );
    expect(inbox.preferences?.quiet_hours?.days).toBeUndefined();
  });

  it('should add and take away words, and keep the focus', async () => {
    const list = part('Muted sources');
    const input = list.getByRole('textbox');
    await after(() => {
      fireEvent.change(input, { target: { value: ' noisy ' } });
      fireEvent.keyDown(input, { key: 'Enter' });
    });
    expect(inbox.preferences?.muted_sources).toEqual(['noisy']);
    await after(() =>
      fireEvent.click(list.getByRole('button', { name: /noisy/ }))
    );
    expect(inbox.preferences?.muted_sources).toEqual([]);
    expect(document.activeElement).toBe(input);
  });

  it('should show what is changed elsewhere', async () => {
    await after(() => inbox.setPreferences({ muted_topics: ['weather'] }));
    expect(part('Muted topics').getByText('weather')).toBeTruthy();
  });

  it('should say what was refused, and take it back', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    inbox.server.intercept = method => {
      if (method === 'setPreferences') {
        throw new Error('Not today');
      }
    };
    const box = part('Do not disturb').getByRole('checkbox');
    await after(() => fireEvent.click(box));
    expect(screen.getByRole('alert').textContent).toBe('Not saved: Not today');
    expect((box as HTMLInputElement).checked).toBe(false);
    warn.mockRestore();
  });

  it('should offer nothing to change while the server cannot be reached', async () => {
    await after(() => {
      inbox.server.connection = 'offline';
    });
    expect(
      part('Do not disturb').getByRole('checkbox').matches(':disabled')
    ).toBe(true);
    expect(screen.getByRole('status').textContent).toMatch(/cannot be reached/);
  });
});
