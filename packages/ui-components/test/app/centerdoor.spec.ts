/** What is seen in the center, as its tab, its search and what waits have it; and the way to what is not. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';

import { CenterDoor } from '../../src/app/centerdoor';
import { CenterModel } from '../../src/model/centermodel';
import type { Draft } from '../stage';

describe('CenterDoor', () => {
  let inbox: FakeNotifications;
  let model: CenterModel;
  let popup: { isOpen: boolean; center: CenterDoor.ICenter };
  let panel: { isSeen: boolean; center: CenterDoor.ICenter };
  let toggle: jest.Mock;
  let door: CenterDoor;

  beforeEach(async () => {
    inbox = new FakeNotifications({
      entries: [{ id: 'before', title: 'Before', source: 'other' }]
    });
    model = new CenterModel({ notifications: inbox });
    popup = { isOpen: true, center: { model } };
    panel = { isSeen: false, center: { model: null } };
    toggle = jest.fn();
    door = new CenterDoor({ active: true, badge: { popup }, toggle });
    model.open();
    await inbox.settled();
  });

  afterEach(() => {
    model.dispose();
    inbox.dispose();
  });

  async function arrive(draft: Partial<Draft> = {}): Promise<void> {
    inbox.server.deliver({ id: 'it', title: 'It', source: 'mine', ...draft });
    await inbox.settled();
  }

  describe('#shows()', () => {
    it('should be what is in the list of the open popup', async () => {
      expect(door.shows('it')).toBe(false);
      await arrive();
      expect(door.shows('it')).toBe(true);
      popup.isOpen = false;
      expect(door.shows('it')).toBe(false);
    });

    it('should be what is in the list of the panel while that is in view', async () => {
      popup.isOpen = false;
      panel.center = { model };
      await arrive();
      expect(door.shows('it')).toBe(false);
      door.panel = panel;
      expect(door.shows('it')).toBe(false);
      panel.isSeen = true;
      expect(door.shows('it')).toBe(true);
    });

    it('should be nothing until the code of the center is there', async () => {
      popup.center = { model: null };
      await arrive();
      expect(door.shows('it')).toBe(false);
    });

    it('should not be what another tab would show', async () => {
      model.filter.tab = 'archived';
      await arrive();
      expect(door.shows('it')).toBe(false);
      model.filter.tab = 'unread';
      await inbox.settled();
      expect(door.shows('it')).toBe(true);
    });

    it('should not be what is filtered out', async () => {
      model.filter.choose({ source: 'other' });
      await inbox.settled();
      await arrive();
      expect(model.rows).toHaveLength(1);
      expect(door.shows('it')).toBe(false);
      model.filter.choose({ source: 'mine' });
      await inbox.settled();
      expect(door.shows('it')).toBe(true);
    });

    it('should not be what is not found', async () => {
      jest.useFakeTimers();
      model.filter.search = 'before';
      jest.runOnlyPendingTimers();
      jest.useRealTimers();
      await inbox.settled();
      await arrive();
      expect(door.shows('before')).toBe(true);
      expect(door.shows('it')).toBe(false);
    });

    it('should not be what waits until the list is left alone', async () => {
      model.hold(true);
      await arrive();
      expect(model.waiting).toBe(1);
      expect(door.shows('it')).toBe(false);
      model.hold(false);
      expect(door.shows('it')).toBe(true);
    });

    it('should not be what is folded into a group', async () => {
      await arrive({ group: 'runs' });
      expect(door.shows('it')).toBe(true);
      await arrive({ id: 'other', group: 'runs' });
      expect(door.shows('it')).toBe(false);
      model.toggleGroup(model.rows[0].key);
      expect(door.shows('it')).toBe(true);
    });

    it('should not be what stands behind the list of the keys', async () => {
      await arrive();
      model.isHelpOpen = true;
      expect(door.shows('it')).toBe(false);
    });
  });

  describe('#open()', () => {
    it('should open what is closed', () => {
      popup.isOpen = false;
      door.open();
      expect(toggle).toHaveBeenCalledTimes(1);
    });

    it('should lead to an entry in what is open, whatever hid it', async () => {
      model.filter.tab = 'archived';
      model.filter.choose({ source: 'other' });
      model.isHelpOpen = true;
      await arrive();
      door.open('it');
      await inbox.settled();
      expect(toggle).not.toHaveBeenCalled();
      expect(model.filter.tab).toBe('all');
      expect(model.filter.isFiltered).toBe(false);
      expect(door.shows('it')).toBe(true);
      expect(model.focusKey).toBe('it');
    });

    it('should lead to the newest of what waits, and leave what is selected', async () => {
      model.selection.toggle(model.rows[0]);
      model.hold(true);
      await arrive();
      door.open();
      expect(model.focusKey).toBe('it');
      expect(model.selection.size).toBe(1);
    });
  });
});
