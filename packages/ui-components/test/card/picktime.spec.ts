/** The dialog for a date and a time: what it proposes, takes and refuses, and where the focus goes. */

import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, screen, waitFor } from '@testing-library/react';

import { pickTime } from '../../src/card/picktime';

describe('pickTime()', () => {
  const trans = nullTranslator.load('');
  let before: HTMLButtonElement;
  let answer: Promise<Date | null>;
  const onLost = jest.fn();

  /** The field's value at some hours from now, to the minute. */
  function inHours(hours: number): string {
    const time = new Date(Date.now() + hours * 3_600_000);
    const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 16);
  }

  // The application shows its dialogs without opening them as the element is meant to be.
  const dialog = () => document.querySelector('.jp-Dialog');
  const field = () => screen.getByLabelText<HTMLInputElement>('Date and time');
  const button = (name: string) =>
    screen
      .getByText(name, { selector: '.jp-Dialog-buttonLabel' })
      .closest('button')!;
  const reason = () => screen.getByRole('alert', { hidden: true }).textContent;

  beforeEach(async () => {
    onLost.mockClear();
    before = document.createElement('button');
    document.body.append(before);
    before.focus();
    answer = pickTime(new Date(2030, 0, 5, 9, 7), trans, onLost);
    await waitFor(() =>
      expect(dialog()?.getAttribute('aria-label')).toBe('Snooze until')
    );
  });

  afterEach(async () => {
    // What a test left open.
    if (dialog()) {
      button('Cancel').click();
    }
    await answer;
    document.body.replaceChildren();
  });

  it('should propose a time, with the focus on it', async () => {
    await waitFor(() => expect(document.activeElement).toBe(field()));
    expect(field().type).toBe('datetime-local');
    expect(field().value).toBe('2030-01-05T09:07');
    expect(reason()).toBe('');
    fireEvent.click(button('Snooze'));
    expect(await answer).toEqual(new Date(2030, 0, 5, 9, 7));
    expect(dialog()).toBeNull();
    expect(document.activeElement).toBe(before);
  });

  it('should take another time', async () => {
    const value = inHours(3);
    fireEvent.input(field(), { target: { value } });
    expect(field().getAttribute('aria-invalid')).toBe('false');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(await answer).toEqual(new Date(value));
  });

  it('should refuse what has passed, and say why', async () => {
    fireEvent.input(field(), { target: { value: inHours(-1) } });
    expect(reason()).toBe('This time has passed. Choose one that is to come.');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    expect(field().getAttribute('aria-describedby')).toBe(
      screen.getByRole('alert', { hidden: true }).id
    );
    button('Snooze').focus();
    fireEvent.click(button('Snooze'));
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(dialog()).not.toBeNull();
    expect(document.activeElement).toBe(field());
    fireEvent.input(field(), { target: { value: inHours(1) } });
    expect(reason()).toBe('');
    fireEvent.click(button('Snooze'));
    expect(await answer).not.toBeNull();
  });

  it('should refuse to go without a time', async () => {
    fireEvent.input(field(), { target: { value: '' } });
    expect(reason()).toBe('Choose a date and a time.');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(dialog()).not.toBeNull();
  });

  it('should refuse a time that passed while the dialog was open', async () => {
    const later = Date.now() + 40_000 * 3_600_000;
    const now = jest.spyOn(Date, 'now').mockReturnValue(later);
    fireEvent.click(button('Snooze'));
    expect(reason()).toContain('has passed');
    now.mockRestore();
  });

  it.each([
    ['cancelled', () => fireEvent.click(button('Cancel'))],
    ['left', () => fireEvent.keyDown(field(), { key: 'Escape' })]
  ])('should answer nothing when it is %s', async (_, leave) => {
    leave();
    expect(await answer).toBeNull();
    expect(document.activeElement).toBe(before);
    expect(onLost).not.toHaveBeenCalled();
  });

  it.each(['Cancel', 'Snooze'])(
    'should tell that the focus is lost when what had it is gone (%s)',
    async name => {
      before.remove();
      fireEvent.click(button(name));
      await answer;
      expect(onLost).toHaveBeenCalledTimes(1);
    }
  );
});
