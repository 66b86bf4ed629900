/** What narrows the list down: the menu, the chips, the view of what is snoozed, and how one gets out of it again. */

import { fireEvent, screen, within } from '@testing-library/react';
import { act } from 'react';

import { chooseItem, menuItems, openSubmenu } from '../menus';
import { FakePageEntries, Stage, card, titles } from '../stage';

const SLEEPS = new Date(Date.now() + 3_600_000).toISOString();
const SLEEPS_LONG = new Date(Date.now() + 48 * 3_600_000).toISOString();

describe('Filters', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage({
      entries: [
        { title: 'Old run', source: 'ipykernel', topic: 'run', type: 'error' },
        { title: 'Build', source: 'make', topic: 'build', type: 'error' },
        { title: 'New run', source: 'ipykernel', topic: 'run' },
        { title: 'Long', source: 'tqdm', snoozed_until: SLEEPS_LONG },
        { title: 'Short', source: 'tqdm', snoozed_until: SLEEPS }
      ],
      pageEntries: new FakePageEntries([
        {
          id: 'p',
          message: 'Of the page',
          type: 'error',
          created: new Date(0),
          actions: []
        }
      ])
    });
  });

  afterEach(() => stage.dispose());

  const button = () => screen.getByRole('button', { name: /^Filter/ });
  const chips = () =>
    within(screen.getByRole('list', { name: 'Filters' }))
      .getAllByRole('button')
      .map(node => node.textContent);
  const chip = (text: string) =>
    screen.getByRole('button', { name: `Remove filter: ${text}` });
  const choose = async (...labels: string[]) => {
    fireEvent.click(button());
    await stage.after(() => chooseItem(...labels));
  };

  it('should offer what was seen, with what is muted, and tell what is chosen', async () => {
    await stage.inbox.setPreferences({
      muted_sources: ['cron', 'make'],
      muted_topics: []
    });
    await stage.open();
    fireEvent.click(button());
    expect(button().getAttribute('aria-expanded')).toBe('true');
    expect(menuItems()).toEqual(['Source', 'Topic', 'Type', '-', 'Snoozed']);
    await stage.after(() => chooseItem('Source', 'ipykernel'));
    fireEvent.click(button());
    expect(menuItems()).toEqual([
      'Source',
      'Topic',
      'Type',
      '-',
      'Snoozed',
      '-',
      'Clear filters'
    ]);
    await stage.after(() => chooseItem('Source', 'All sources'));
    expect(screen.queryByRole('list', { name: 'Filters' })).toBeNull();
  });

  it('should mark the chosen source and the muted ones', async () => {
    await stage.inbox.setPreferences({ muted_sources: ['cron', 'make'] });
    await stage.open();
    await choose('Source', 'ipykernel');
    fireEvent.click(button());
    openSubmenu('Source');
    expect(menuItems()).toEqual([
      'All sources',
      'cron | muted',
      '✓ ipykernel',
      'make | muted'
    ]);
  });

  it('should combine source, topic and type, and show each as a chip', async () => {
    await stage.open();
    await choose('Topic', 'run');
    expect(titles()).toEqual(['New run', 'Old run']);
    await choose('Type', 'Error');
    expect(titles()).toEqual(['Old run']);
    await choose('Source', 'make');
    expect(titles()).toEqual([]);
    expect(screen.getByText('Nothing found')).toBeTruthy();
    expect(chips()).toEqual(['Source: make', 'Topic: run', 'Type: Error']);
    expect(button().getAttribute('aria-label')).toBe(
      'Filter: Source: make, Topic: run, Type: Error'
    );
  });

  it('should take one filter back by its chip, and keep the focus near', async () => {
    await stage.open();
    await choose('Topic', 'run');
    await choose('Type', 'Error');
    chip('Topic: run').focus();
    await stage.after(() => fireEvent.click(chip('Topic: run')));
    expect(document.activeElement).toBe(chip('Type: Error'));
    expect(titles()).toEqual(['Build', 'Old run', 'Of the page']);
    await stage.after(() => fireEvent.click(chip('Type: Error')));
    expect(document.activeElement).toBe(button());
    expect(titles()).toHaveLength(4);
  });

  it('should show of the page what has the type, and nothing by source or topic', async () => {
    await stage.open();
    expect(titles()).toContain('Of the page');
    await choose('Type', 'Error');
    expect(titles()).toContain('Of the page');
    await choose('Type', 'Success');
    expect(titles()).toEqual([]);
    await choose('Clear filters');
    await choose('Source', 'make');
    expect(titles()).toEqual(['Build']);
  });

  it('should keep the filters over tabs, and clear them all at once', async () => {
    await stage.open();
    await choose('Source', 'ipykernel');
    await stage.after(() =>
      fireEvent.click(screen.getByRole('tab', { name: /Unread/ }))
    );
    expect(titles()).toEqual(['New run', 'Old run']);
    await choose('Clear filters');
    expect(titles()).toEqual(['New run', 'Build', 'Old run']);
  });

  it('should leave the filters with Escape, and then close', async () => {
    const center = await stage.open();
    await choose('Source', 'ipykernel');
    await stage.after(() => fireEvent.keyDown(center, { key: 'Escape' }));
    expect(titles()).toHaveLength(4);
    await stage.after(() => fireEvent.keyDown(center, { key: 'Escape' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('should mark only what matches as read', async () => {
    await stage.open();
    await choose('Topic', 'build');
    await stage.after(() =>
      fireEvent.click(screen.getByRole('button', { name: 'Mark all as read' }))
    );
    const unread = stage.inbox.server.entries.filter(one => !one.read);
    expect(unread.map(one => one.title)).not.toContain('Build');
    expect(unread).toHaveLength(4);
  });

  it('should show what is snoozed, the soonest to wake first, with until when', async () => {
    await stage.open();
    await choose('Snoozed');
    const tab = screen.getByRole('tab', { name: 'Snoozed' });
    expect(tab.getAttribute('aria-selected')).toBe('true');
    expect(titles()).toEqual(['Short', 'Long']);
    expect(screen.getByRole('heading', { name: 'Snoozed' })).toBeTruthy();
    expect(card('Short').textContent).toMatch(/Snoozed until (\w+ )?\d/);
    const canMark = screen.getByRole('button', { name: 'Mark all as read' });
    expect(canMark.getAttribute('aria-disabled')).toBe('true');
    await stage.after(() =>
      fireEvent.click(
        within(card('Short')).getByRole('button', { name: 'Wake now' })
      )
    );
    expect(titles()).toEqual(['Long']);
    await stage.after(() =>
      fireEvent.click(screen.getByRole('tab', { name: 'All' }))
    );
    expect(titles()).toContain('Short');
    expect(screen.queryByRole('tab', { name: 'Snoozed' })).toBeNull();
  });

  it('should say that nothing is snoozed', async () => {
    stage.inbox.server.entries
      .filter(one => one.snoozed_until)
      .forEach(one => stage.inbox.server.drop(one.id));
    await stage.open();
    await choose('Snoozed');
    expect(screen.getByText('Nothing snoozed')).toBeTruthy();
    act(() => stage.badge.popup.close());
    await stage.open();
    expect(screen.queryByText('Nothing snoozed')).toBeNull();
  });
});
