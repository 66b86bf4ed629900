/** Several at once: by keyboard, by pointer, and what the bar does with them. */

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { chooseItem } from '../menus';
import { FakePageEntries, Stage, card, titles } from '../stage';

// A whole center is drawn in most of them, which takes its time on a busy machine.
jest.setTimeout(30_000);

const PAGE = {
  id: 'x',
  message: 'Build recommended',
  type: 'info' as const,
  created: new Date(Date.now() + 60_000),
  actions: []
};

describe('Selecting', () => {
  let stage: Stage;
  const user = userEvent.setup();

  beforeEach(async () => {
    stage = new Stage({
      entries: ['Dog', 'Cat', 'Bee', 'Ant'].map(title => ({ title })),
      pageEntries: new FakePageEntries([PAGE])
    });
    await stage.open();
  });

  afterEach(() => stage.dispose());

  const press = async (keys: string) => {
    await user.keyboard(keys);
    await stage.settle();
  };
  const focused = () => document.activeElement;
  const box = (title: string) =>
    within(card(title)).getByRole<HTMLInputElement>('checkbox');
  const selected = () =>
    [...document.querySelectorAll('article')]
      .filter(node => node.querySelector('input:checked'))
      .map(node => node.querySelector('h4 bdi')!.textContent);
  const bar = () =>
    screen.queryByRole('toolbar', { name: 'Selected notifications' });
  const count = () =>
    Number(
      within(bar()!)
        .getByText(/selected$/)
        .textContent!.split(' ')[0]
    );
  const button = (name: string) => within(bar()!).getByRole('button', { name });
  const click = (node: HTMLElement, init = {}) =>
    stage.after(() => fireEvent.click(node, init));
  /** To the first card of the inbox, past that of the page. */
  const enter = async () => {
    await press('{ArrowDown}{ArrowDown}');
    expect(focused()).toBe(card('Ant'));
  };

  it('should select with Space, and put the bar where the header was', async () => {
    expect(bar()).toBeNull();
    await enter();
    await press(' ');
    expect(selected()).toEqual(['Ant']);
    expect(card('Ant').classList.contains('jp-mod-selected')).toBe(true);
    expect(focused()).toBe(card('Ant'));
    expect(screen.queryByLabelText('Mark all as read')).toBeNull();
    expect(count()).toBe(1);
    // The dialog has the name that the header gave it, and the number is announced.
    expect(screen.getByRole('dialog', { name: 'Notifications' })).toBeTruthy();
    expect(
      screen
        .getAllByRole('status')
        .filter(node => node.textContent === '1 selected').length
    ).toBe(1);
    await press(' ');
    expect(bar()).toBeNull();
    expect(screen.getByLabelText('Mark all as read')).toBeTruthy();
  });

  it('should select with the box that is over the icon', async () => {
    await click(box('Bee'));
    expect(selected()).toEqual(['Bee']);
    await click(box('Bee'));
    expect(selected()).toEqual([]);
  });

  it('should select a range with Shift and an arrow, and shorten it again', async () => {
    await enter();
    await press('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(selected()).toEqual(['Ant', 'Bee', 'Cat']);
    expect(focused()).toBe(card('Cat'));
    await press('{Shift>}{ArrowUp}{/Shift}');
    expect(selected()).toEqual(['Ant', 'Bee']);
  });

  it('should select a range with Shift and a click, on the card or on its box', async () => {
    await click(box('Ant'));
    await click(card('Cat'), { shiftKey: true });
    expect(selected()).toEqual(['Ant', 'Bee', 'Cat']);
    await stage.after(() =>
      fireEvent.pointerDown(box('Dog').parentElement!, { shiftKey: true })
    );
    await click(box('Dog'));
    expect(selected()).toEqual(['Ant', 'Bee', 'Cat', 'Dog']);
  });

  it('should leave buttons and links their Shift and click', async () => {
    await click(within(card('Bee')).getByLabelText('Mark as read'), {
      shiftKey: true
    });
    expect(bar()).toBeNull();
    expect(stage.inbox.unread).toBe(3);
  });

  it('should select everything with Accel A in the list, and only there', async () => {
    await enter();
    await press('{Control>}a{/Control}');
    expect(selected()).toEqual(['Ant', 'Bee', 'Cat', 'Dog']);
    expect(count()).toBe(4);
    await press('{Escape}');
    screen.getByRole('searchbox').focus();
    await press('{Control>}a{/Control}');
    expect(bar()).toBeNull();
  });

  it('should never select what is of the page', async () => {
    await press('{ArrowDown}');
    expect(focused()).toBe(card('Build recommended'));
    await press(' ');
    expect(bar()).toBeNull();
    expect(within(card('Build')).queryByRole('checkbox')).toBeNull();
    await press('{Control>}a{/Control}');
    expect(count()).toBe(4);
    // And it keeps the only thing that can be done with it.
    expect(within(card('Build')).getByLabelText('Dismiss')).toBeTruthy();
  });

  it('should end the selection with Escape before anything else', async () => {
    const search = screen.getByRole<HTMLInputElement>('searchbox');
    fireEvent.change(search, { target: { value: 'ant' } });
    await waitFor(() => expect(titles()).toEqual(['Ant']));
    await click(box('Ant'));
    card('Ant').focus();
    await press('{Escape}');
    expect(bar()).toBeNull();
    expect(search.value).toBe('ant');
    expect(focused()).toBe(card('Ant'));
    await press('{Escape}');
    expect(search.value).toBe('');
    await press('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('should mark all of them read and unread, and keep them selected', async () => {
    await click(box('Ant'));
    await click(box('Cat'));
    await click(button('Mark as read'));
    expect(stage.inbox.unread).toBe(2);
    expect(selected()).toEqual(['Ant', 'Cat']);
    await click(button('Mark as unread'));
    expect(stage.inbox.unread).toBe(4);
  });

  it('should stay a stop for Tab when there are fewer verbs', async () => {
    await stage.deliver({ title: 'Run', type: 'in-progress' });
    await click(box('Run'));
    await click(box('Ant'));
    button('Cancel selection').focus();
    await click(box('Ant'));
    const stops = within(bar()!)
      .getAllByRole('button')
      .filter(node => node.tabIndex === 0);
    expect(stops).toEqual([button('Cancel selection')]);
  });

  it('should delete all of them at once, undo that, and go on to the next card', async () => {
    await click(box('Ant'));
    await click(box('Bee'));
    button('Delete').focus();
    await press('{Enter}');
    expect(titles()).toEqual(['Build recommended', 'Cat', 'Dog']);
    expect(screen.getByText('Deleted 2 notifications')).toBeTruthy();
    expect(bar()).toBeNull();
    expect(screen.getAllByRole('article')).toContain(focused());
    await press('{Control>}z{/Control}');
    expect(titles()).toEqual(['Build recommended', 'Ant', 'Bee', 'Cat', 'Dog']);
    expect(bar()).toBeNull();
  });

  it('should go to the tab when nothing is left', async () => {
    await stage.after(() =>
      fireEvent.click(screen.getByRole('tab', { name: /Unread/ }))
    );
    card('Ant').focus();
    await press('{Control>}a{/Control}');
    button('Delete').focus();
    await press('{Enter}');
    expect(titles()).toEqual([]);
    expect(focused()).toBe(screen.getByRole('tab', { name: /Unread/ }));
  });

  it('should archive, and bring back from the archive', async () => {
    await click(box('Ant'));
    await click(box('Dog'));
    await click(button('Archive'));
    expect(titles()).toEqual(['Build recommended', 'Bee', 'Cat']);
    await stage.after(() =>
      fireEvent.click(screen.getByRole('tab', { name: 'Archived' }))
    );
    card('Ant').focus();
    await press('{Control>}a{/Control}');
    await click(button('Move to inbox'));
    expect(titles()).toEqual([]);
    expect(stage.inbox.server.entries.some(one => one.archived)).toBe(false);
  });

  it('should snooze all of them', async () => {
    await click(box('Ant'));
    await click(box('Bee'));
    await click(button('Snooze'));
    await stage.after(() => chooseItem('In 1 hour'));
    expect(titles()).toEqual(['Build recommended', 'Cat', 'Dog']);
    expect(
      stage.inbox.server.entries.filter(one => one.snoozed_until).length
    ).toBe(2);
  });

  it('should let the keys of a selected card act on all that is selected', async () => {
    await enter();
    await press(' {ArrowDown} r');
    expect(stage.inbox.unread).toBe(2);
    // Another card is for itself.
    await press('{ArrowDown}r');
    expect(stage.inbox.unread).toBe(1);
    await press('{ArrowUp}{Delete}');
    expect(titles()).toEqual(['Build recommended', 'Cat', 'Dog']);
    expect(focused()).toBe(card('Cat'));
  });

  it('should select all and nothing with the box of the bar, and cancel', async () => {
    await click(box('Ant'));
    const all = () => within(bar()!).getByRole<HTMLInputElement>('checkbox');
    expect([all().checked, all().indeterminate]).toEqual([false, true]);
    await click(all());
    expect(selected().length).toBe(4);
    expect([all().checked, all().indeterminate]).toEqual([true, false]);
    await click(all());
    expect(bar()).toBeNull();
    await click(box('Ant'));
    button('Cancel selection').focus();
    await press('{Enter}');
    expect(bar()).toBeNull();
    expect(screen.getAllByRole('article')).toContain(focused());
  });

  it('should be one stop for Tab, with arrows between its controls', async () => {
    await click(box('Ant'));
    const stops = () =>
      [...bar()!.querySelectorAll<HTMLElement>('input, button')].filter(
        node => node.tabIndex === 0
      );
    expect(stops().map(node => node.getAttribute('aria-label'))).toEqual([
      'Select all'
    ]);
    stops()[0].focus();
    await press('{ArrowRight}');
    expect(focused()).toBe(button('Mark as read'));
    expect(stops()).toEqual([button('Mark as read')]);
    await press('{ArrowLeft}{ArrowLeft}');
    expect(focused()).toBe(button('Cancel selection'));
  });

  it('should survive arrivals and changes, and forget what goes', async () => {
    await click(box('Ant'));
    await click(box('Bee'));
    await stage.deliver({ title: 'Elk' });
    expect(selected()).toEqual(['Ant', 'Bee']);
    const a = stage.inbox.items.find(one => one.title === 'Ant')!;
    await stage.after(() => stage.inbox.server.touch(a.id, { read: true }));
    expect(selected()).toEqual(['Ant', 'Bee']);
    await stage.after(() => stage.inbox.server.drop(a.id));
    expect(selected()).toEqual(['Bee']);
    expect(count()).toBe(1);
    const b = stage.inbox.items.find(one => one.title === 'Bee')!;
    await stage.after(() => stage.inbox.server.drop(b.id));
    expect(bar()).toBeNull();
  });

  it('should select nothing any more in another list', async () => {
    await click(box('Ant'));
    await stage.after(() =>
      fireEvent.click(screen.getByRole('tab', { name: /Unread/ }))
    );
    expect(bar()).toBeNull();
    expect(selected()).toEqual([]);
  });
});
