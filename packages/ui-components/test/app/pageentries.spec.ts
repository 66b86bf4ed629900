/** The application's own notifications are mirrored, followed, dismissed, and left alone when switched off. */

import { NotificationManager } from '@jupyterlab/apputils';

import { PageEntries } from '../../src/app/pageentries';

describe('PageEntries', () => {
  let manager: NotificationManager;
  let entries: PageEntries;
  let changes: number;

  beforeEach(() => {
    manager = new NotificationManager();
    manager.notify('There before', 'info', {});
    entries = new PageEntries(manager);
    changes = 0;
    entries.changed.connect(() => changes++);
  });

  afterEach(() => {
    entries.dispose();
    manager.dispose();
  });

  const messages = () => entries.items.map(({ message }) => message);

  it('should list what was there and what comes, newest first', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5000);
    manager.notify('Later', 'warning', { progress: 0.5 });
    now.mockRestore();
    expect(messages()).toEqual(['Later', 'There before']);
    expect(entries.items[0]).toMatchObject({ type: 'warning', progress: 0.5 });
    expect(changes).toBe(1);
  });

  it('should follow an update', () => {
    const { id } = entries.items[0];
    manager.update({ id, message: 'Done', type: 'success' });
    expect(entries.items).toHaveLength(1);
    expect(entries.items[0]).toMatchObject({
      id,
      message: 'Done',
      type: 'success'
    });
  });

  it('should keep the entry of what did not change', () => {
    const [before] = entries.items;
    const id = manager.notify('Moves', 'in-progress', { progress: 0.25 });
    manager.update({ id, progress: 0.5 });
    const moved = entries.items.find(one => one.id === id);
    expect(moved?.progress).toBe(0.5);
    expect(entries.items.find(one => one.id === before.id)).toBe(before);
  });

  it('should dismiss there what is dismissed here', () => {
    entries.dismiss(entries.items[0].id);
    expect(manager.count).toBe(0);
    expect(entries.items).toEqual([]);
  });

  it('should run an action, and keep what the action keeps', () => {
    const run = jest.fn();
    manager.notify('Closes', 'info', {
      actions: [{ label: 'Go', callback: run }]
    });
    manager.notify('Stays', 'info', {
      actions: [{ label: 'Go', callback: event => event.preventDefault() }]
    });
    for (const entry of [...entries.items]) {
      entry.actions.forEach(action => action.run());
    }
    expect(run).toHaveBeenCalledTimes(1);
    expect(messages().sort()).toEqual(['Stays', 'There before']);
  });

  it('should show nothing while switched off, and everything again afterwards', () => {
    entries.enabled = false;
    expect(entries.items).toEqual([]);
    expect(changes).toBe(1);
    manager.notify('Meanwhile', 'info', {});
    expect(changes).toBe(1);
    entries.enabled = true;
    expect(messages()).toContain('Meanwhile');
    expect(changes).toBe(2);
  });

  it('should let go of the manager', () => {
    entries.dispose();
    entries.dispose();
    manager.notify('Too late', 'info', {});
    expect(changes).toBe(0);
  });
});
