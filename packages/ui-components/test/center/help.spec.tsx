/** The list of keys: opened with a question mark, closed with Escape, and the same as in the documentation. */

import { readFileSync } from 'node:fs';
import * as path from 'node:path';

import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { keyLines } from '../../src/center/keys';
import { Stage, card, titles } from '../stage';

// A whole center is drawn in most of them, which takes its time on a busy machine.
jest.setTimeout(30_000);

const GUIDE = path.join(__dirname, '../../../../docs/users/center.md');

describe('Help', () => {
  let stage: Stage;
  const user = userEvent.setup();
  const { prototype } = HTMLDialogElement;

  beforeEach(async () => {
    // Browsers have them: they put the dialog above the page, and keep the focus in it.
    prototype.showModal = function () {
      this.setAttribute('open', '');
      this.querySelector('button')?.focus();
    };
    prototype.close = function () {
      this.removeAttribute('open');
    };
    stage = new Stage({ entries: [{ title: 'Beta' }, { title: 'Alpha' }] });
    await stage.open();
  });

  afterEach(() => stage.dispose());

  const press = async (keys: string) => {
    await user.keyboard(keys);
    await stage.settle();
  };
  const help = () =>
    screen.queryByRole('dialog', { name: 'Keyboard shortcuts' });

  it('should list the keys, and give the focus back', async () => {
    await press('{ArrowDown}{ArrowDown}?');
    const dialog = help()!;
    expect(dialog.contains(document.activeElement)).toBe(true);
    const lines = keyLines(nullTranslator.load('jupyter_notifications'));
    expect(
      within(dialog)
        .getAllByRole('definition')
        .map(node => node.textContent)
    ).toEqual(lines.map(({ does }) => does));
    expect(within(dialog).getByText('Ctrl+Z').tagName).toBe('KBD');
    // The application has its own.
    expect(screen.queryByRole('banner')).toBeNull();
    await press('{Escape}');
    expect(help()).toBeNull();
    expect(document.activeElement).toBe(card('Beta'));
    // Only the list of keys was closed.
    expect(screen.getByRole('dialog', { name: 'Notifications' })).toBeTruthy();
  });

  it('should keep the keys from doing what they say', async () => {
    await press('{ArrowDown}?{Delete}/');
    expect(help()).not.toBeNull();
    await press('{Escape}');
    expect(titles()).toEqual(['Alpha', 'Beta']);
  });

  it('should close with its button, and with a click beside it', async () => {
    await press('{ArrowDown}?');
    await stage.after(() =>
      fireEvent.click(within(help()!).getByRole('button', { name: 'Close' }))
    );
    expect(help()).toBeNull();
    await press('?');
    await stage.after(() => fireEvent.click(help()!.querySelector('dl')!));
    expect(help()).not.toBeNull();
    await stage.after(() => fireEvent.click(help()!));
    expect(help()).toBeNull();
    expect(document.activeElement).toBe(card('Alpha'));
  });

  it('should be no key while one searches', async () => {
    await press('/?');
    expect(help()).toBeNull();
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('?');
  });
});

describe('The documentation', () => {
  it('should tell the same keys', () => {
    const guide = readFileSync(GUIDE, 'utf8');
    const section = /## Keyboard\n([^]*?)\n## /.exec(guide)![1];
    const rows = [...section.matchAll(/^\| (.*<kbd>.*?) +\| (.*?) +\|$/gm)].map(
      ([, keys, does]) => ({
        keys: keys
          .replace(/<\/?kbd>/g, '')
          .split(/ or | /)
          .join(' '),
        does
      })
    );
    const lines = keyLines(nullTranslator.load('jupyter_notifications'));
    expect(rows).toEqual(
      lines.map(({ keys, does }) => ({
        keys: keys.join(' ').replace('Accel', 'Ctrl ⌘'),
        does
      }))
    );
  });
});
