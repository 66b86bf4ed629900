/** The keyboard map, and where the focus goes. */

import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { FakePageEntries, Stage, card, titles } from '../stage';

describe('Keyboard', () => {
  let stage: Stage;
  const user = userEvent.setup();

  beforeEach(async () => {
    stage = new Stage({
      entries: [
        { title: 'Third' },
        { title: 'Second', link: 'work/a.ipynb' },
        { title: 'First' }
      ]
    });
    await stage.open();
  });

  afterEach(() => stage.dispose());

  const press = async (keys: string) => {
    await user.keyboard(keys);
    await stage.settle();
  };
  const focused = () => document.activeElement;

  it('should go from the dialog into the list, and between its cards', async () => {
    expect(focused()).toBe(screen.getByRole('dialog'));
    await press('{ArrowDown}');
    expect(focused()).toBe(card('First'));
    await press('{ArrowDown}');
    expect(focused()).toBe(card('Second'));
    await press('{End}');
    expect(focused()).toBe(card('Third'));
    await press('{ArrowDown}');
    expect(focused()).toBe(card('Third'));
    await press('{Home}{ArrowUp}');
    expect(focused()).toBe(card('First'));
  });

  it('should be one stop for Tab, and then the controls of its card', async () => {
    const stops = () =>
      screen.getAllByRole('article').filter(node => node.tabIndex === 0);
    expect(stops()).toEqual([card('First')]);
    await press('{ArrowDown}{ArrowDown}');
    expect(stops()).toEqual([card('Second')]);
    await press('{Tab}');
    expect(focused()).toBe(
      within(card('Second')).getByRole('link', { name: 'Second' })
    );
    await press('{Tab}');
    expect(focused()).toBe(
      within(card('Second')).getByRole('button', { name: 'Mark as read' })
    );
    await press('{ArrowRight}');
    expect(focused()).toBe(
      within(card('Second')).getByRole('button', { name: 'Snooze' })
    );
    const others = [card('First'), card('Third')].flatMap(node => [
      ...node.querySelectorAll<HTMLElement>('a, button')
    ]);
    expect(others.every(node => node.tabIndex === -1)).toBe(true);
  });

  it('should read and unread with R', async () => {
    await press('{ArrowDown}r');
    expect(stage.inbox.unread).toBe(2);
    expect(card('First').classList.contains('jp-mod-unread')).toBe(false);
    await press('r');
    expect(stage.inbox.unread).toBe(3);
    expect(card('First').classList.contains('jp-mod-unread')).toBe(true);
    expect(focused()).toBe(card('First'));
  });

  it('should open the link with Enter', async () => {
    await press('{ArrowDown}{ArrowDown}{Enter}');
    expect(stage.host.openLink.mock.calls).toEqual([['work/a.ipynb']]);
  });

  it('should archive with E, and go on to the next card', async () => {
    await press('{ArrowDown}e');
    expect(titles()).toEqual(['Second', 'Third']);
    expect(focused()).toBe(card('Second'));
  });

  it('should go to the next card after a delete, else the previous, else the tab', async () => {
    await press('{ArrowDown}{ArrowDown}{Delete}');
    expect(focused()).toBe(card('Third'));
    await press('{Delete}');
    expect(focused()).toBe(card('First'));
    await press('{Delete}');
    expect(titles()).toEqual([]);
    expect(focused()).toBe(screen.getByRole('tab', { name: 'All' }));
  });

  it('should follow the focus also when the toolbar deletes', async () => {
    await press('{ArrowDown}{Tab}{ArrowLeft}');
    expect(focused()!.getAttribute('aria-label')).toBe('Delete');
    await press('{Enter}');
    expect(focused()).toBe(card('Second'));
  });

  it('should follow the focus when another tab deletes the card', async () => {
    await press('{ArrowDown}');
    const [{ id }] = stage.inbox.items;
    await stage.after(() => stage.inbox.server.drop(id));
    expect(focused()).toBe(card('Second'));
  });

  it('should leave the focus alone when it is elsewhere', async () => {
    const search = screen.getByRole('searchbox');
    search.focus();
    const [{ id }] = stage.inbox.items;
    await stage.after(() => stage.inbox.server.drop(id));
    expect(titles()).toEqual(['Second', 'Third']);
    expect(focused()).toBe(search);
  });

  it('should undo with Accel Z, and go back to the card', async () => {
    await press('{ArrowDown}{ArrowDown}{Delete}');
    expect(titles()).toEqual(['First', 'Third']);
    await press('{Control>}z{/Control}');
    expect(titles()).toEqual(['First', 'Second', 'Third']);
    expect(focused()).toBe(card('Second'));
  });

  it('should do nothing with R, E and Delete outside of cards, or with a modifier', async () => {
    screen.getByRole('tab', { name: 'All' }).focus();
    await press('re{Delete}');
    await stage.after(() =>
      fireEvent.keyDown(card('First'), { key: 'e', ctrlKey: true })
    );
    expect(titles()).toEqual(['First', 'Second', 'Third']);
    expect(stage.inbox.unread).toBe(3);
  });

  it('should move between tabs with the arrows', async () => {
    screen.getByRole('tab', { name: 'All' }).focus();
    await press('{ArrowRight}');
    const archived = screen.getByRole('tab', { name: 'Archived' });
    expect(focused()).toBe(archived);
    expect(archived.getAttribute('aria-selected')).toBe('true');
    await press('{ArrowRight}');
    expect(focused()).toBe(screen.getByRole('tab', { name: /Unread/ }));
    expect(screen.getAllByRole('tab').map(tab => tab.tabIndex)).toEqual([
      0, -1, -1
    ]);
  });

  it('should search with a slash, and leave step by step with Escape', async () => {
    await press('/');
    const search = screen.getByRole<HTMLInputElement>('searchbox');
    expect(focused()).toBe(search);
    await press('r/e');
    expect(search.value).toBe('r/e');
    expect(stage.inbox.unread).toBe(3);
    await press('{Escape}');
    expect(search.value).toBe('');
    expect(screen.getByRole('dialog')).toBeTruthy();
    await press('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(focused()!.getAttribute('aria-haspopup')).toBe('dialog');
  });

  it('should leave the keys of an input method alone', async () => {
    await press('/');
    const search = screen.getByRole<HTMLInputElement>('searchbox');
    await press('r');
    for (const key of ['ArrowDown', 'Escape']) {
      const isUnused = fireEvent.keyDown(search, { key, isComposing: true });
      expect(isUnused).toBe(true);
    }
    await stage.settle();
    expect(search.value).toBe('r');
    expect(focused()).toBe(search);
  });
});

describe('Keyboard on a notification of the page', () => {
  it('should only dismiss', async () => {
    const entry = {
      id: '1',
      message: 'Build recommended',
      type: 'info' as const,
      created: new Date(),
      actions: []
    };
    const pageEntries = new FakePageEntries([entry]);
    const stage = new Stage({ pageEntries });
    const user = userEvent.setup();
    await stage.open();
    await user.keyboard('{ArrowDown}re');
    await stage.settle();
    expect(titles()).toEqual(['Build recommended']);
    await user.keyboard('{Delete}');
    await stage.settle();
    expect(titles()).toEqual([]);
    expect(pageEntries.items).toEqual([]);
    expect(document.activeElement).toBe(
      screen.getByRole('tab', { name: 'All' })
    );
    stage.dispose();
  });
});
