/** The count while own changes travel. */

import { UnreadCount } from '../src/unread';

describe('UnreadCount', () => {
  const head = (seq: number, unread: number, epoch = 'e') => ({
    epoch,
    seq: `${seq}`,
    unread
  });

  it('should show what the server said, and ignore what is older', () => {
    const count = new UnreadCount();
    expect(count.value).toBe(0);
    expect(count.accept(head(2, 5))).toBe(true);
    expect(count.accept(head(1, 9))).toBe(false);
    expect(count.value).toBe(5);
    expect(count.accept(head(1, 2, 'other'))).toBe(true);
    expect(count.value).toBe(2);
  });

  it('should take a hint that explains own changes for containing them', () => {
    const count = new UnreadCount();
    count.accept(head(1, 5));
    count.expect(-1);
    count.expect(-1);
    expect(count.value).toBe(3);
    count.accept(head(2, 4));
    expect(count.value).toBe(3);
    count.accept(head(3, 3));
    expect(count.value).toBe(3);
  });

  it('should count what arrives meanwhile', () => {
    const count = new UnreadCount();
    count.accept(head(1, 5));
    const expected = count.expect(-1);
    count.accept(head(2, 6));
    expect(count.value).toBe(5);
    count.settle(expected);
    expect(count.value).toBe(6);
  });

  it('should never be less than nothing, and forget with the epoch', () => {
    const count = new UnreadCount();
    count.accept(head(1, 0));
    count.expect(-3);
    expect(count.value).toBe(0);
    count.accept(head(0, 2, 'other'));
    expect(count.value).toBe(2);
  });
});
