/** The verbs of a card: by button, by key and on touch; with the strip that takes them back. */

import { fireEvent, screen, within } from '@testing-library/react';

import { chooseItem, menuItems, openedMenu } from '../menus';
import { Stage, card, titles } from '../stage';

describe('The verbs of a card', () => {
  let stage: Stage;

  beforeEach(async () => {
    document.documentElement.lang = 'en-GB';
    stage = new Stage({
      entries: [
        { title: 'Third' },
        { title: 'Second', topic: 'run' },
        { title: 'First', source: 'tqdm', topic: 'run' }
      ]
    });
    await stage.open();
  });

  afterEach(() => {
    stage.dispose();
    document.documentElement.lang = '';
  });

  const verbs = (title: string) =>
    within(within(card(title)).getByRole('toolbar'))
      .getAllByRole('button')
      .map(node => node.getAttribute('aria-label'));
  const verb = (title: string, name: string | RegExp) =>
    within(card(title)).getByRole('button', { name });
  const key = async (title: string, pressed: string) => {
    card(title).focus();
    await stage.after(() => fireEvent.keyDown(card(title), { key: pressed }));
  };
  const strip = () =>
    screen.getByRole('button', { name: 'Undo' }).parentElement!;
  const undo = () =>
    stage.after(() =>
      fireEvent.click(within(strip()).getByRole('button', { name: 'Undo' }))
    );
  const stored = (title: string) =>
    stage.inbox.server.entries.find(one => one.title === title)!;

  it('should be what the notification allows', () => {
    expect(verbs('First')).toEqual([
      'Mark as read',
      'Snooze',
      'Archive',
      'Delete',
      'Mute',
      'Actions'
    ]);
    expect(verbs('Second')).toContain('Mute “run”');
    expect(verbs('Third').join()).not.toContain('Mute');
  });

  it('should snooze by a preset, say until when, and wake with an undo', async () => {
    fireEvent.click(verb('First', 'Snooze'));
    expect(openedMenu().getAttribute('aria-label')).toBe('Snooze');
    await stage.after(() => chooseItem('Tomorrow'));
    expect(titles()).toEqual(['Second', 'Third']);
    expect(stored('First').snoozed_until).toBeDefined();
    expect(strip().textContent).toMatch(/^Snoozed “First” until \w+,? 0?9:00/);
    await undo();
    expect(titles()).toEqual(['First', 'Second', 'Third']);
    expect(stored('First').snoozed_until).toBeUndefined();
    expect(document.activeElement).toBe(card('First'));
  });

  it('should snooze by the key, with the focus on the card until then', async () => {
    await key('Second', 's');
    expect(openedMenu().getAttribute('aria-label')).toBe('Snooze');
    await stage.after(() => chooseItem('In 1 hour'));
    expect(titles()).toEqual(['First', 'Third']);
    expect(document.activeElement).toBe(card('Third'));
  });

  it('should mute the only thing that there is at once, and unmute it on the next card', async () => {
    await key('Second', 'm');
    expect(stage.inbox.preferences!.muted_topics).toEqual(['run']);
    expect(strip().textContent).toContain('Muted “run”');
    expect(titles()).toHaveLength(3);
    expect(card('Second').textContent).toContain('muted');
    expect(verbs('Second')).toContain('Unmute “run”');
    await stage.after(() => fireEvent.click(verb('Second', 'Unmute “run”')));
    expect(stage.inbox.preferences!.muted_topics).toEqual([]);
    expect(strip().textContent).toContain('Unmuted “run”');
  });

  it('should ask which, where there are source and topic', async () => {
    await key('First', 'M');
    expect(menuItems()).toEqual(['Mute source “tqdm”', 'Mute topic “run”']);
    await stage.after(() => chooseItem('Mute source “tqdm”'));
    expect(stage.inbox.preferences).toMatchObject({
      muted_sources: ['tqdm'],
      muted_topics: []
    });
    fireEvent.click(verb('First', 'Mute'));
    expect(menuItems()).toEqual(['Unmute source “tqdm”', 'Mute topic “run”']);
    await stage.after(() => chooseItem('Mute topic “run”'));
    await undo();
    await undo();
    expect(stage.inbox.preferences).toMatchObject({
      muted_sources: [],
      muted_topics: []
    });
  });

  it('should archive with an undo', async () => {
    await key('First', 'e');
    expect(strip().textContent).toContain('Archived “First”');
    expect(titles()).toEqual(['Second', 'Third']);
    await undo();
    expect(titles()).toEqual(['First', 'Second', 'Third']);
  });

  it('should undo with the keyboard, one after the other', async () => {
    await key('First', 'e');
    await key('Second', 'Delete');
    expect(titles()).toEqual(['Third']);
    const accelZ = () =>
      stage.after(() =>
        fireEvent.keyDown(screen.getByRole('dialog'), {
          key: 'z',
          ctrlKey: true
        })
      );
    await accelZ();
    expect(titles()).toEqual(['Second', 'Third']);
    expect(strip().textContent).toContain('Archived “First”');
    await accelZ();
    expect(titles()).toEqual(['First', 'Second', 'Third']);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('should do nothing for keys with others, or of verbs that are not there', async () => {
    fireEvent.keyDown(card('First'), { key: 's', ctrlKey: true });
    expect(document.querySelector('.lm-Menu')).toBeNull();
    await key('Third', 'm');
    expect(document.querySelector('.lm-Menu')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('should all be in one menu where nothing hovers', async () => {
    fireEvent.click(verb('First', 'Actions'));
    expect(menuItems()).toEqual([
      'Mark as read',
      'Snooze',
      'Archive',
      'Delete',
      'Mute'
    ]);
    await stage.after(() => chooseItem('Snooze', 'Tomorrow'));
    expect(titles()).toEqual(['Second', 'Third']);
  });

  it('should be done with what was done when the strip is closed', async () => {
    await key('First', 'e');
    await stage.after(() =>
      fireEvent.click(within(strip()).getByRole('button', { name: 'Close' }))
    );
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(stored('First').archived).toBe(true);
  });

  it('should stay on the card when a mute is taken back', async () => {
    await key('Second', 'm');
    await stage.after(() =>
      fireEvent.keyDown(card('Second'), { key: 'z', ctrlKey: true })
    );
    expect(stage.inbox.preferences!.muted_topics).toEqual([]);
    expect(document.activeElement).toBe(card('Second'));
  });

  it('should leave the list where it is when a pointer closes the strip', async () => {
    await key('Second', 'e');
    card('Third').focus();
    const close = within(strip()).getByRole('button', { name: 'Close' });
    await stage.after(() => {
      close.focus();
      fireEvent.click(close, { detail: 1 });
    });
    expect(document.activeElement).toBe(screen.getByRole('dialog'));
  });

  it('should go back to the card that had the focus when a key closes the strip', async () => {
    await key('Second', 'e');
    card('Third').focus();
    const close = within(strip()).getByRole('button', { name: 'Close' });
    await stage.after(() => {
      close.focus();
      fireEvent.click(close);
    });
    expect(document.activeElement).toBe(card('Third'));
  });

  it('should say that a snooze was refused, and show the card again', async () => {
    stage.inbox.server.intercept = () => {
      throw new Error('No');
    };
    fireEvent.click(verb('First', 'Snooze'));
    await stage.after(() => chooseItem('Tomorrow'));
    expect(titles()).toEqual(['First', 'Second', 'Third']);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(
      screen.getByText('Not saved. The server did not take the change.')
    ).toBeTruthy();
  });
});
