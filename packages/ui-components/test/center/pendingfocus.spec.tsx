/** The focus that waits for a row: it comes to it as long as nobody went elsewhere, and never later. */

import { screen } from '@testing-library/react';

import type { CenterModel } from '../../src/model/centermodel';
import { chooseItem } from '../menus';
import { Stage, card, titles } from '../stage';

// A whole center is drawn in most of them, which takes its time on a busy machine.
jest.setTimeout(30_000);

describe('The focus that waits', () => {
  let stage: Stage;
  let model: CenterModel;

  beforeEach(async () => {
    stage = new Stage({ entries: [{ title: 'Second' }, { title: 'First' }] });
    await stage.open();
    model = stage.badge.popup.center.model!;
  });

  afterEach(() => stage.dispose());

  const focused = () => document.activeElement;
  const late = { id: 'late', title: 'Late' };

  it('should come to a row with the next change of the list', async () => {
    await stage.after(() => model.focusRow(late.id));
    expect(focused()).toBe(screen.getByRole('dialog'));
    await stage.deliver(late);
    expect(focused()).toBe(card('Late'));
  });

  it('should come to it also when the window comes to the front meanwhile', async () => {
    const search = screen.getByRole('searchbox');
    await stage.after(() => search.focus());
    await stage.after(() => model.focusRow(late.id));
    // The browser gives it to what had it in this window.
    await stage.after(() =>
      search.dispatchEvent(new FocusEvent('focusin', { bubbles: true }))
    );
    await stage.deliver(late);
    expect(focused()).toBe(card('Late'));
  });

  it('should come to nothing once somebody went elsewhere', async () => {
    await stage.after(() => model.focusRow(late.id));
    const search = screen.getByRole('searchbox');
    await stage.after(() => search.focus());
    await stage.deliver(late);
    expect(titles()).toContain('Late');
    expect(focused()).toBe(search);
  });

  it('should come to nothing once somebody went out of the center', async () => {
    await stage.after(() => model.focusRow(late.id));
    // The badge does not close the center.
    const badge = stage.badge.node.querySelector('button')!;
    await stage.after(() => badge.focus());
    await stage.deliver(late);
    expect(focused()).toBe(badge);
  });

  it('should not come to a row that the loaded list did not have', async () => {
    await stage.after(() => {
      model.filter.choose({ type: 'error' });
      model.focusRow(late.id);
    });
    expect(titles()).toEqual([]);
    await stage.deliver({ ...late, type: 'error' });
    expect(titles()).toEqual(['Late']);
    expect(focused()).toBe(screen.getByRole('dialog'));
  });

  it('should not come to a row that the list changed without', async () => {
    await stage.after(() => model.focusRow(late.id));
    await stage.deliver({ title: 'Other' });
    await stage.deliver(late);
    expect(focused()).toBe(screen.getByRole('dialog'));
  });

  it('should go to the tab of a list that turns out to be empty', async () => {
    await stage.after(() => {
      model.filter.tab = 'archived';
      model.focusRow('');
    });
    expect(focused()).toBe(screen.getByRole('tab', { name: 'Archived' }));
  });

  describe('after a time was asked for', () => {
    const ask = async (title: string) => {
      await stage.after(() => {
        const button = [...card(title).querySelectorAll('button')].find(
          one => one.getAttribute('aria-label') === 'Snooze'
        )!;
        button.focus();
        button.click();
      });
      await stage.after(() => chooseItem('Pick a date and time…'));
      const field = await screen.findByLabelText('Date and time');
      await stage.after(() => field.focus());
    };
    const cancel = () => stage.after(() => screen.getByText('Cancel').click());

    it('should go back to the button that asked', async () => {
      await ask('First');
      await cancel();
      expect(focused()?.getAttribute('aria-label')).toBe('Snooze');
      expect(card('First').contains(focused())).toBe(true);
    });

    it('should go to the next card if the card went meanwhile', async () => {
      await ask('First');
      const [{ id }] = stage.inbox.items;
      await stage.after(() => stage.inbox.server.drop(id));
      await cancel();
      expect(focused()).toBe(card('Second'));
    });

    it('should go to the tab if all cards went meanwhile', async () => {
      await ask('First');
      await stage.after(() =>
        stage.inbox.items.forEach(({ id }) => stage.inbox.server.drop(id))
      );
      await cancel();
      expect(focused()).toBe(screen.getByRole('tab', { name: 'All' }));
    });
  });
});
