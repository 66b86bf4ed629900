/** The header: do not disturb, and the menu of what is seldom wanted. */

import { fireEvent, screen, within } from '@testing-library/react';

import { chooseItem, menuItems, openSubmenu } from '../menus';
import { Stage } from '../stage';

describe('Header', () => {
  let stage: Stage;

  beforeEach(() => {
    document.documentElement.lang = 'en-GB';
    stage = new Stage({ entries: [{ title: 'A' }] });
  });

  afterEach(() => {
    stage.dispose();
    document.documentElement.lang = '';
  });

  const header = (name: string) =>
    within(screen.getByRole('dialog')).getByRole('button', { name });
  const quiet = () => header('Do not disturb');
  const more = async (...labels: string[]) => {
    fireEvent.click(header('More actions'));
    await stage.after(() => chooseItem(...labels));
  };

  it('should turn do not disturb on for an hour, and off again', async () => {
    await stage.open();
    expect(quiet().getAttribute('aria-pressed')).toBe('false');
    expect(quiet().getAttribute('aria-haspopup')).toBe('menu');
    fireEvent.click(quiet());
    expect(menuItems()).toEqual([
      expect.stringMatching(/^For 1 hour \| (\w+ )?\d/),
      expect.stringMatching(/^Until tomorrow \| .*0?9:00/),
      'Until I turn it off'
    ]);
    await stage.after(() => chooseItem('For 1 hour'));
    expect(quiet().getAttribute('aria-pressed')).toBe('true');
    expect(quiet().title).toMatch(/^Do not disturb is on until \S/);
    const { do_not_disturb_until } = stage.inbox.preferences!;
    const left = Date.parse(do_not_disturb_until!) - Date.now();
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThanOrEqual(3_600_000);

    await stage.after(() => fireEvent.click(quiet()));
    expect(document.querySelector('.lm-Menu')).toBeNull();
    expect(quiet().getAttribute('aria-pressed')).toBe('false');
    expect(stage.inbox.preferences!.quiet).toBe(false);
  });

  it('should turn it on until tomorrow at nine, and for good', async () => {
    await stage.open();
    fireEvent.click(quiet());
    await stage.after(() => chooseItem('Until tomorrow'));
    const until = new Date(stage.inbox.preferences!.do_not_disturb_until!);
    const now = new Date();
    expect(until).toEqual(
      new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9)
    );
    await stage.after(() => fireEvent.click(quiet()));
    fireEvent.click(quiet());
    await stage.after(() => chooseItem('Until I turn it off'));
    expect(quiet().title).toBe('Do not disturb is on');
    expect(stage.inbox.preferences).toMatchObject({ do_not_disturb: true });
  });

  it('should follow what another tab does', async () => {
    await stage.open();
    await stage.after(() =>
      stage.inbox.setPreferences({ do_not_disturb: true })
    );
    expect(quiet().getAttribute('aria-pressed')).toBe('true');
    expect(quiet().hasAttribute('aria-haspopup')).toBe(false);
  });

  it('should wait until it knows whether it is on', async () => {
    stage.inbox.server.intercept = method => {
      if (method === 'preferences') {
        throw new Error('Later');
      }
    };
    await stage.open();
    expect(quiet().getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(quiet());
    expect(document.querySelector('.lm-Menu')).toBeNull();
  });

  it('should say that it could not be turned on', async () => {
    await stage.open();
    stage.inbox.server.intercept = () => {
      throw new Error('No');
    };
    fireEvent.click(quiet());
    await stage.after(() => chooseItem('Until I turn it off'));
    expect(quiet().getAttribute('aria-pressed')).toBe('false');
    expect(
      screen.getByText('Not saved. The server did not take the change.')
    ).toBeTruthy();
  });

  it('should lead to the settings, the panel, the keys and what is snoozed', async () => {
    await stage.open();
    await more('Notification settings');
    expect(stage.host.openSettings).toHaveBeenCalledTimes(1);
    await more('Open in side panel');
    expect(stage.host.openPanel).toHaveBeenCalledTimes(1);
    await more('Snoozed notifications');
    expect(
      screen.getByRole('tab', { name: 'Snoozed' }).getAttribute('aria-selected')
    ).toBe('true');
    // Not in the environment of the tests.
    HTMLDialogElement.prototype.showModal = jest.fn();
    HTMLDialogElement.prototype.close = jest.fn();
    await more('Keyboard shortcuts');
    expect(HTMLDialogElement.prototype.showModal).toHaveBeenCalledTimes(1);
  });

  it('should list what is muted, and unmute it with an undo', async () => {
    await stage.open();
    fireEvent.click(header('More actions'));
    expect(menuItems()).not.toContain('Muted');
    await stage.after(() => chooseItem('Snoozed notifications'));
    await stage.after(() =>
      stage.inbox.setPreferences({
        muted_sources: ['tqdm'],
        muted_topics: ['run']
      })
    );
    fireEvent.click(header('More actions'));
    openSubmenu('Muted');
    expect(menuItems()).toEqual(['Unmute source “tqdm”', 'Unmute topic “run”']);
    await stage.after(() => chooseItem('Unmute source “tqdm”'));
    expect(stage.inbox.preferences!.muted_sources).toEqual([]);
    expect(screen.getByText('Unmuted “tqdm”')).toBeTruthy();
    await stage.after(() => fireEvent.click(header('Undo')));
    expect(stage.inbox.preferences!.muted_sources).toEqual(['tqdm']);
  });
});
