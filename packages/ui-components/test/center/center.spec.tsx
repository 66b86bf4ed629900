/** What the center shows: order, sections, states, filters, arrivals, undo. */

import { MessageLoop } from '@lumino/messaging';
import { act, fireEvent, screen, within } from '@testing-library/react';

import type { IPageEntry } from '../../src/interfaces';
import { FakePageEntries, Stage, card, titles } from '../stage';

const MINUTE = 60_000;

function ago(minutes: number): { created: string; updated: string } {
  const time = new Date(Date.now() - minutes * MINUTE).toISOString();
  return { created: time, updated: time };
}

function section(name: string): string[] {
  const list = screen.queryByRole('list', { name });
  return list
    ? within(list)
        .getAllByRole('article')
        .map(node => node.querySelector('h4 bdi')!.textContent!)
    : [];
}

function tab(name: RegExp): HTMLElement {
  return screen.getByRole('tab', { name });
}

function button(name: string): HTMLElement {
  return screen.getByRole('button', { name });
}

describe('Center', () => {
  let stage: Stage;

  afterEach(() => stage.dispose());

  it('should list the newest first, with all that a card shows', async () => {
    stage = new Stage({
      entries: [
        { title: 'Old', read: true, ...ago(180) },
        {
          title: 'Run',
          type: 'in-progress',
          source: 'tqdm',
          progress: 0.629,
          ...ago(16)
        },
        {
          title: 'Failed',
          type: 'error',
          source: 'ipykernel',
          body: '<p>It <b>broke</b></p>',
          ...ago(2)
        }
      ]
    });
    await stage.open();
    expect(titles()).toEqual(['Failed', 'Run', 'Old']);

    const failed = card('Failed');
    expect(failed.dataset.type).toBe('error');
    expect(within(failed).getByText('Error')).toBeTruthy();
    expect(within(failed).getByText('Unread:')).toBeTruthy();
    expect(within(failed).getByText('ipykernel')).toBeTruthy();
    expect(within(failed).getByText('broke').tagName).toBe('B');
    const time = failed.querySelector('time')!;
    expect(time.textContent).toBe('2 min2 minutes ago');
    expect(time.title).toContain(String(new Date().getFullYear()));

    const run = card('Run');
    expect(run.querySelector('progress')!.value).toBeCloseTo(0.629);
    expect(run.textContent).toContain('62%');
    expect(run.classList.contains('jp-mod-unread')).toBe(false);
    expect(within(run).queryByRole('button', { name: /as read/ })).toBeNull();
    expect(card('Old').classList.contains('jp-mod-unread')).toBe(false);
  });

  it('should name and number what it holds', async () => {
    stage = new Stage({ entries: [{ title: 'B' }, { title: 'A' }] });
    const dialog = await stage.open();
    expect(dialog.tagName).toBe('DIALOG');
    expect(dialog.getAttribute('aria-modal')).toBeNull();
    const items = screen.getAllByRole('listitem');
    expect(
      items.map(li => [
        li.getAttribute('aria-posinset'),
        li.getAttribute('aria-setsize')
      ])
    ).toEqual([
      ['1', '2'],
      ['2', '2']
    ]);
    const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [
      ...document.querySelectorAll(
        '[aria-labelledby], [aria-describedby], [aria-controls]'
      )
    ].flatMap(node =>
      ['aria-labelledby', 'aria-describedby', 'aria-controls'].flatMap(name =>
        (node.getAttribute(name) ?? '').split(' ').filter(Boolean)
      )
    );
    expect(references.filter(id => !ids.includes(id))).toEqual([]);
  });

  it('should divide New from Earlier where the center was last closed', async () => {
    stage = new Stage({ entries: [{ title: 'One' }] });
    await stage.open();
    expect(section('New')).toEqual(['One']);
    await stage.after(() => stage.badge.popup.close());
    await stage.deliver({ title: 'Two' });
    await stage.open();
    expect(section('New')).toEqual(['Two']);
    expect(section('Earlier')).toEqual(['One']);
    await stage.deliver({ title: 'Three' });
    expect(section('New')).toEqual(['Three', 'Two']);
  });

  it('should take everything as new when the store is another one', async () => {
    stage = new Stage({
      entries: [{ title: 'One' }],
      lastSeen: { get: () => 'ffffffffffffffffffffffff', set: () => undefined }
    });
    await stage.open();
    expect(section('New')).toEqual(['One']);
  });

  it('should change tabs, and archive and bring back', async () => {
    stage = new Stage({
      entries: [{ title: 'Read', read: true }, { title: 'Fresh' }]
    });
    await stage.open();
    expect(tab(/Unread/).textContent).toBe('Unread 1');
    await stage.after(() => fireEvent.click(tab(/Unread/)));
    expect(titles()).toEqual(['Fresh']);
    await stage.after(() =>
      fireEvent.click(within(card('Fresh')).getByLabelText('Archive'))
    );
    expect(titles()).toEqual([]);
    expect(screen.getByText('You’re all caught up')).toBeTruthy();
    await stage.after(() => fireEvent.click(tab(/Archived/)));
    expect(titles()).toEqual(['Fresh']);
    await stage.after(() =>
      fireEvent.click(within(card('Fresh')).getByLabelText('Move to inbox'))
    );
    expect(screen.getByText('Nothing archived')).toBeTruthy();
    await stage.after(() => fireEvent.click(tab(/All/)));
    expect(titles()).toEqual(['Fresh', 'Read']);
  });

  it('should mark all as read', async () => {
    stage = new Stage({ entries: [{ title: 'A' }, { title: 'B' }] });
    await stage.open();
    await stage.after(() => fireEvent.click(button('Mark all as read')));
    expect(stage.inbox.unread).toBe(0);
    expect(button('Mark all as read').getAttribute('aria-disabled')).toBe(
      'true'
    );
  });

  it('should say while it loads, and offer to try again when that failed', async () => {
    stage = new Stage({ entries: [{ title: 'A' }] });
    await stage.settle();
    let fail = () => undefined as void;
    let isFirst = true;
    stage.inbox.server.intercept = method => {
      if (method !== 'page') {
        return;
      }
      if (!isFirst) {
        throw new Error('500');
      }
      isFirst = false;
      return new Promise((_, reject) => {
        fail = () => reject(new Error('500'));
      });
    };
    act(() => stage.badge.popup.open());
    await act(async () => MessageLoop.flush());
    expect(screen.getByText('Loading notifications…')).toBeTruthy();
    expect(screen.getByRole('tabpanel').getAttribute('aria-busy')).toBe('true');
    await stage.after(() => fail());
    expect(screen.getByText('Notifications could not be loaded')).toBeTruthy();
    stage.inbox.server.intercept = null;
    await stage.after(() => fireEvent.click(button('Try again')));
    expect(titles()).toEqual(['A']);
  });

  it('should say that it is offline, with a time that does not tick, and heal', async () => {
    stage = new Stage({ entries: [{ title: 'A' }] });
    await stage.open();
    await stage.after(() => {
      stage.inbox.server.connection = 'offline';
    });
    const banner = screen.getByText(/^Offline\. Last updated at /);
    expect(banner.closest('[role=status]')).toBeTruthy();
    expect(titles()).toEqual(['A']);
    await stage.after(() => {
      stage.inbox.server.connection = 'online';
    });
    expect(screen.queryByText(/^Offline/)).toBeNull();
  });

  it('should say that a change was not saved', async () => {
    stage = new Stage({ entries: [{ title: 'A' }] });
    await stage.open();
    stage.inbox.server.intercept = method => {
      if (method === 'change') {
        throw new Error('503');
      }
    };
    await stage.after(() =>
      fireEvent.click(within(card('A')).getByLabelText('Mark as read'))
    );
    expect(screen.getByText(/^Not saved\. The server did/)).toBeTruthy();
    expect(card('A').classList.contains('jp-mod-unread')).toBe(true);
    stage.inbox.server.intercept = null;
    await stage.after(() =>
      fireEvent.click(within(card('A')).getByLabelText('Mark as read'))
    );
    expect(screen.queryByText(/^Not saved/)).toBeNull();
  });

  it.each([
    [{ durable: false }, /^Not saved\. The server cannot open its database/],
    [{ durable: true, writable: false }, /^Read only\./]
  ])('should say how the store is: %p', async (status, text) => {
    stage = new Stage({ status });
    await stage.open();
    expect(screen.getByText(text).closest('[role=status]')).toBeTruthy();
  });

  it('should load more, and number what is not loaded yet', async () => {
    const entries = Array.from({ length: 5 }, (_, i) => ({ title: `E${i}` }));
    stage = new Stage({ entries, pageSize: 2 });
    await stage.open();
    expect(titles()).toEqual(['E4', 'E3']);
    expect(
      screen.getAllByRole('listitem')[0].getAttribute('aria-setsize')
    ).toBe('5');
    await stage.after(() => fireEvent.click(button('Load more')));
    expect(titles()).toEqual(['E4', 'E3', 'E2', 'E1']);
    expect(document.activeElement).toBe(card('E2'));
    await stage.after(() => fireEvent.click(button('Load more')));
    expect(titles().length).toBe(5);
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  });

  it('should say that a page could not be loaded, and try again', async () => {
    stage = new Stage({
      pageSize: 2,
      entries: [0, 1, 2, 3].map(n => ({ title: `E${n}` }))
    });
    await stage.open();
    stage.inbox.server.intercept = method => {
      if (method === 'page') {
        throw new Error('500');
      }
    };
    await stage.after(() => fireEvent.click(button('Load more')));
    const text = 'Not everything could be loaded.';
    expect(titles()).toEqual(['E3', 'E2']);
    expect(screen.getByText(text).closest('[role=status]')).not.toBeNull();
    // Said once: offline, that is the reason.
    await stage.after(() => {
      stage.inbox.server.connection = 'offline';
    });
    expect(screen.queryByText(text)).toBeNull();
    await stage.after(() => {
      stage.inbox.server.connection = 'online';
    });
    expect(screen.getByText(text)).toBeTruthy();
    stage.inbox.server.intercept = null;
    await stage.after(() => fireEvent.click(button('Try again')));
    expect(screen.queryByText(text)).toBeNull();
    await stage.after(() => fireEvent.click(button('Load more')));
    expect(titles()).toEqual(['E3', 'E2', 'E1', 'E0']);
  });

  it('should let arrivals wait while the list is hovered', async () => {
    stage = new Stage({ entries: [{ title: 'A' }] });
    await stage.open();
    const list = screen.getByRole('tabpanel');
    await stage.after(() =>
      fireEvent.pointerEnter(list, { pointerType: 'mouse' })
    );
    await stage.deliver({ title: 'B' }, { title: 'C' });
    expect(titles()).toEqual(['A']);
    await stage.after(() => fireEvent.click(button('2 new')));
    expect(titles()).toEqual(['C', 'B', 'A']);
    expect(document.activeElement).toBe(card('C'));
    await stage.deliver({ title: 'D' });
    expect(titles()).toEqual(['C', 'B', 'A']);
    await stage.after(() => fireEvent.pointerLeave(list));
    expect(titles()).toEqual(['D', 'C', 'B', 'A']);
  });

  it('should let arrivals wait while the list is scrolled', async () => {
    stage = new Stage({ entries: [{ title: 'A' }] });
    await stage.open();
    const list = screen.getByRole('tabpanel');
    await stage.after(() => {
      list.scrollTop = 40;
      fireEvent.scroll(list);
    });
    await stage.deliver({ title: 'B' });
    expect(titles()).toEqual(['A']);
    expect(button('1 new')).toBeTruthy();
    await stage.after(() => {
      list.scrollTop = 0;
      fireEvent.scroll(list);
    });
    expect(titles()).toEqual(['B', 'A']);
  });

  it('should show the notifications of the page among the others', async () => {
    const run = jest.fn();
    const page: IPageEntry = {
      id: 'x',
      message: 'Build recommended',
      type: 'info',
      created: new Date(Date.now() - 5 * MINUTE),
      actions: [{ label: 'Rebuild', run }]
    };
    const pageEntries = new FakePageEntries([page]);
    stage = new Stage({
      pageEntries,
      entries: [
        { title: 'Before', ...ago(9) },
        { title: 'After', ...ago(1) }
      ]
    });
    await stage.open();
    expect(titles()).toEqual(['After', 'Build recommended', 'Before']);
    expect(stage.inbox.unread).toBe(2);
    const node = card('Build recommended');
    expect(within(node).getByText('This page').title).toBe(
      'Shown in this tab only; gone when the page reloads'
    );
    const names = within(node)
      .getAllByRole('button')
      .map(one => one.getAttribute('aria-label') ?? one.textContent);
    expect(names).toEqual(['Dismiss', 'Actions', 'Rebuild']);
    fireEvent.click(within(node).getByText('Rebuild'));
    expect(run).toHaveBeenCalledTimes(1);
    await stage.after(() => fireEvent.click(tab(/Unread/)));
    expect(titles()).toEqual(['After', 'Before']);
    await stage.after(() => fireEvent.click(tab(/All/)));
    await stage.after(() =>
      fireEvent.click(within(card('Build')).getByLabelText('Dismiss'))
    );
    expect(titles()).toEqual(['After', 'Before']);
    expect(pageEntries.items).toEqual([]);
  });

  it('should draw only the notification of the page again that changed', async () => {
    const entry = (id: string): IPageEntry => ({
      id,
      message: id,
      type: 'in-progress',
      created: new Date(),
      progress: 0,
      actions: []
    });
    const [still, moving] = [entry('Still'), entry('Moving')];
    const pageEntries = new FakePageEntries([still, moving]);
    stage = new Stage({ pageEntries });
    await stage.open();
    // Asked for with every drawing.
    const drawn = jest.spyOn(still.created, 'toISOString');
    const moved = { ...moving, progress: 0.5 };
    await stage.after(() => {
      pageEntries.items = [still, moved];
      pageEntries.changed.emit();
    });
    expect(within(card('Moving')).getByText('50%')).toBeTruthy();
    expect(drawn).not.toHaveBeenCalled();
  });

  it('should open the settings', async () => {
    stage = new Stage();
    await stage.open();
    fireEvent.click(screen.getAllByText('Notification settings')[0]);
    expect(stage.host.openSettings).toHaveBeenCalledTimes(1);
  });
});

describe('Time in the center', () => {
  let stage: Stage;

  beforeEach(() => {
    // Only what tells the time: React and Lumino have tasks of their own.
    jest.useFakeTimers({
      doNotFake: [
        'cancelAnimationFrame',
        'cancelIdleCallback',
        'clearImmediate',
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'requestAnimationFrame',
        'requestIdleCallback',
        'setImmediate'
      ]
    });
  });

  afterEach(() => {
    stage.dispose();
    jest.useRealTimers();
  });

  /** Let time pass, as the page does. */
  const pass = (ms: number) =>
    stage.after(() => jest.advanceTimersByTimeAsync(ms));

  async function open(entries: Array<{ title: string }>): Promise<void> {
    stage = new Stage({ entries });
    await stage.open();
  }

  it('should refresh how long ago it was', async () => {
    await open([{ title: 'A' }]);
    const time = () => card('A').querySelector('time bdi')!.textContent;
    expect(time()).toBe('now');
    await pass(3 * MINUTE);
    expect(time()).toBe('3 min');
  });

  it('should delete after 8 seconds, with the title to be undone until then', async () => {
    await open([{ title: 'B' }, { title: 'A' }]);
    await stage.after(() =>
      fireEvent.click(within(card('A')).getByLabelText('Delete'))
    );
    expect(titles()).toEqual(['B']);
    expect(
      screen.getByText('Deleted “A”').closest('[role=status]')
    ).toBeTruthy();
    await pass(7900);
    expect(stage.inbox.server.entries.length).toBe(2);
    await pass(200);
    expect(stage.inbox.server.entries.map(entry => entry.title)).toEqual(['B']);
    expect(screen.queryByText('Undo')).toBeNull();
  });

  it('should stop the clock while the pointer or the focus is on the strip', async () => {
    await open([{ title: 'A' }]);
    await stage.after(() =>
      fireEvent.click(within(card('A')).getByLabelText('Delete'))
    );
    const strip = document.querySelector('.jp-Notifications-undo')!;
    await stage.after(() =>
      fireEvent.pointerEnter(strip, { pointerType: 'mouse' })
    );
    await pass(20_000);
    await stage.after(() => fireEvent.focus(button('Undo')));
    await stage.after(() => fireEvent.pointerLeave(strip));
    await pass(20_000);
    expect(stage.inbox.server.entries.length).toBe(1);
    await stage.after(() => fireEvent.click(button('Undo')));
    expect(titles()).toEqual(['A']);
    expect(document.activeElement).toBe(card('A'));
    await pass(20_000);
    expect(stage.inbox.server.entries.length).toBe(1);
  });

  it('should not draw the cards again when others arrive', async () => {
    const actions = [{ label: 'Go', command: 'known:go' }];
    stage = new Stage({
      // The newest is the stop for Tab until another one arrives.
      entries: [{ title: 'A', actions }, { title: 'Stop' }],
      status: { allowed_commands: ['known:go'] }
    });
    await stage.open();
    expect(button('Go')).toHaveProperty('disabled', false);
    stage.host.hasCommand.mockClear();
    await stage.deliver({ title: 'B' }, { title: 'C' });
    expect(titles()).toEqual(['C', 'B', 'Stop', 'A']);
    expect(stage.host.hasCommand).not.toHaveBeenCalled();
    stage.inbox.server.setStatus({ allowed_commands: [] });
    await stage.after(() => stage.inbox.fetchStatus());
    expect(button('Go')).toHaveProperty('disabled', true);
  });

  it('should follow how the store is while it is open', async () => {
    await open([{ title: 'A' }]);
    const { server } = stage.inbox;
    server.setStatus({ writable: false });
    server.intercept = method => {
      if (method === 'change') {
        throw new Error('No');
      }
    };
    const change = () =>
      stage.after(() =>
        fireEvent.click(within(card('A')).getByLabelText('Mark as read'))
      );
    await change();
    expect(screen.getByText(/^Read only/)).toBeTruthy();
    server.setStatus({ durable: true, writable: true });
    server.intercept = null;
    await change();
    expect(screen.queryByText(/^Read only/)).toBeNull();

    await stage.after(() => {
      server.connection = 'offline';
    });
    server.setStatus({ durable: false });
    await stage.after(() => {
      server.connection = 'online';
    });
    expect(screen.getByText(/lost when it stops/)).toBeTruthy();
  });

  it('should offer no undo that comes too late', async () => {
    await open([{ title: 'B' }, { title: 'A' }]);
    const answer: Array<() => void> = [];
    stage.inbox.server.intercept = method =>
      method === 'remove'
        ? new Promise(resolve => answer.push(resolve))
        : undefined;
    await stage.after(() =>
      fireEvent.click(within(card('A')).getByLabelText('Delete'))
    );
    await pass(8100);
    expect(answer).toHaveLength(1);
    expect(screen.queryByText('Undo')).toBeNull();
    expect(titles()).toEqual(['B']);
    await stage.after(() => answer[0]());
    expect(titles()).toEqual(['B']);
  });

  it('should say that something was not deleted after all', async () => {
    await open([{ title: 'A' }]);
    stage.inbox.server.intercept = method => {
      if (method === 'remove') {
        throw new Error('No');
      }
    };
    await stage.after(() =>
      fireEvent.click(within(card('A')).getByLabelText('Delete'))
    );
    await pass(8100);
    expect(screen.getByText(/^Not deleted/)).toBeTruthy();
    expect(titles()).toEqual(['A']);
  });

  it('should keep the focus when the strip is closed over an empty list', async () => {
    await open([{ title: 'A' }]);
    await stage.after(() =>
      fireEvent.click(within(card('A')).getByLabelText('Delete'))
    );
    const strip = document.querySelector<HTMLElement>(
      '.jp-Notifications-undo'
    )!;
    const close = within(strip).getByLabelText('Close');
    await stage.after(() => close.focus());
    await stage.after(() => fireEvent.click(close));
    expect(document.querySelector('.jp-Notifications-undo')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('dialog'));
  });

  it('should undo several deletions together', async () => {
    await open([{ title: 'C' }, { title: 'B' }, { title: 'A' }]);
    for (const title of ['A', 'B']) {
      await stage.after(() =>
        fireEvent.click(within(card(title)).getByLabelText('Delete'))
      );
    }
    expect(screen.getByText('Deleted 2 notifications')).toBeTruthy();
    await stage.after(() => fireEvent.click(button('Undo')));
    expect(titles()).toEqual(['A', 'B', 'C']);
  });

  it('should search once typing rests, also in what is of the page', async () => {
    await open([{ title: 'Training done' }, { title: 'Backup done' }]);
    const pages: string[] = [];
    stage.inbox.server.intercept = method => void pages.push(method);
    const search = screen.getByRole('searchbox');
    for (const value of ['t', 'tr', 'tra']) {
      fireEvent.change(search, { target: { value } });
    }
    await pass(299);
    expect(pages.filter(method => method === 'page')).toEqual([]);
    await pass(2);
    expect(pages.filter(method => method === 'page').length).toBe(1);
    expect(titles()).toEqual(['Training done']);
    await stage.after(() =>
      fireEvent.change(search, { target: { value: 'nothing such' } })
    );
    await pass(301);
    expect(screen.getByText('Nothing found')).toBeTruthy();
    pages.splice(0);
    await stage.after(() => fireEvent.click(button('Show all')));
    await pass(1);
    expect(pages.filter(method => method === 'page').length).toBe(1);
    expect(titles().length).toBe(2);
  });
});
