/** Groups that fold: what they show, how they unfold, and that actions go to all of them. */

import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { Stage, card } from '../stage';
import type { Draft } from '../stage';

// A whole center is drawn in most of them, which takes its time on a busy machine.
jest.setTimeout(30_000);

const nightly = { source: 'scheduler', group: 'Nightly reports' };

const ENTRIES: Draft[] = [
  { title: 'Night 1', type: 'success', ...nightly },
  { title: 'Other' },
  { title: 'Night 2', type: 'error', read: true, ...nightly },
  { title: 'Night 3', type: 'success', ...nightly }
];

describe('Groups', () => {
  let stage: Stage;
  const user = userEvent.setup();

  beforeEach(async () => {
    stage = new Stage({ entries: ENTRIES });
    await stage.open();
  });

  afterEach(() => stage.dispose());

  const group = () => card('Nightly reports');
  const toggle = () =>
    within(group()).getByRole('button', { name: /^Nightly reports/ });
  const names = () =>
    screen
      .getAllByRole('article')
      .map(node => node.querySelector('h4 bdi')!.textContent);
  const press = async (keys: string) => {
    await user.keyboard(keys);
    await stage.settle();
  };
  const press1 = (name: string) =>
    stage.after(() =>
      fireEvent.click(within(group()).getByRole('button', { name }))
    );

  it('should fold into one card, with the worst type, the count and what it holds', () => {
    expect(names()).toEqual(['Nightly reports', 'Other']);
    expect(group().dataset.type).toBe('error');
    expect(within(group()).getByText('Error')).toBeTruthy();
    expect(group().classList.contains('jp-mod-unread')).toBe(true);
    expect(toggle().getAttribute('aria-expanded')).toBe('false');
    expect(
      screen.getByRole('article', {
        name: /Unread: Nightly reports.*, 3 notifications/
      })
    ).toBe(group());
    expect(group().textContent).toContain('scheduler');
    expect(group().textContent).toContain('2 finished, 1 error');
  });

  it('should unfold and fold with Enter, and with a click', async () => {
    await press('{ArrowDown}{Enter}');
    expect(names()).toEqual([
      'Nightly reports',
      'Night 3',
      'Night 2',
      'Night 1',
      'Other'
    ]);
    expect(toggle().getAttribute('aria-expanded')).toBe('true');
    expect(document.activeElement).toBe(group());
    await press('{Enter}');
    expect(names()).toEqual(['Nightly reports', 'Other']);
    await stage.after(() => fireEvent.click(toggle()));
    expect(names().length).toBe(5);
  });

  it('should stay unfolded whatever comes and changes', async () => {
    await press('{ArrowDown}{Enter}');
    await stage.deliver({ title: 'Night 4', ...nightly });
    expect(names().slice(0, 3)).toEqual([
      'Nightly reports',
      'Night 4',
      'Night 3'
    ]);
    await stage.after(() =>
      fireEvent.click(
        within(card('Night 3')).getByRole('button', { name: 'Mark as read' })
      )
    );
    expect(names().length).toBe(6);
    await stage.after(() =>
      fireEvent.click(screen.getByRole('tab', { name: /Unread/ }))
    );
    await stage.after(() =>
      fireEvent.click(screen.getByRole('tab', { name: 'All' }))
    );
    expect(names().length).toBe(6);
  });

  it('should number the rows that are there', async () => {
    const places = () =>
      screen
        .getAllByRole('listitem')
        .map(node => node.getAttribute('aria-posinset'));
    expect(places()).toEqual(['1', '2']);
    await press('{ArrowDown}{Enter}');
    expect(places()).toEqual(['1', '2', '3', '4', '5']);
    expect(
      screen.getAllByRole('listitem')[0].getAttribute('aria-setsize')
    ).toBe('5');
  });

  it('should mark all of it as read, and is unread while one of it is', async () => {
    await press1('Mark as read');
    expect(stage.inbox.unread).toBe(1);
    expect(group().classList.contains('jp-mod-unread')).toBe(false);
    await press1('Mark as unread');
    expect(stage.inbox.unread).toBe(4);
  });

  it('should archive all of it with E, and go on to the next card', async () => {
    await press('{ArrowDown}e');
    expect(names()).toEqual(['Other']);
    expect(document.activeElement).toBe(card('Other'));
    expect(stage.inbox.server.entries.filter(one => one.archived).length).toBe(
      3
    );
  });

  it('should delete all of it, and bring all of it back', async () => {
    await press('{ArrowDown}{Delete}');
    expect(names()).toEqual(['Other']);
    expect(screen.getByText('Deleted 3 notifications')).toBeTruthy();
    await press('{Control>}z{/Control}');
    expect(names()).toEqual(['Nightly reports', 'Other']);
    expect(document.activeElement).toBe(group());
  });

  it('should keep the focus when a card folds into a group', async () => {
    await press('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(card('Other'));
    await stage.deliver({ title: 'Single', source: 's', group: 'Twins' });
    await press('{Home}');
    expect(document.activeElement).toBe(card('Single'));
    await stage.deliver({ title: 'Second', source: 's', group: 'Twins' });
    expect(names()[0]).toBe('Twins');
    expect(document.activeElement).toBe(card('Twins'));
  });

  it('should become a plain card again when one is left', async () => {
    const [first, second] = stage.inbox.items;
    await stage.after(() => stage.inbox.server.drop(first.id));
    await stage.after(() => stage.inbox.server.drop(second.id));
    expect(names()).toEqual(['Other', 'Night 1']);
  });
});
