/** What somebody is typing, before it is sent. */

import { useEffect, useRef, useState } from 'react';

/** A value as it is typed, and as it is kept. */
export interface IDraft {
  readonly value: string;
  /** Somebody typed. */
  readonly type: (value: string) => void;
  /** Send what was typed now, if it is something else than what is kept. */
  readonly send: () => void;
  /** Forget what was typed. */
  readonly drop: () => void;
}

/** How long nobody has typed before it is sent, in milliseconds. */
const CALM_MS = 800;

/**
 * A value that is sent when its typing has come to rest, or when the field is left.
 *
 * @param kept - The value as it is kept; that it changes ends what was typed.
 * @param save - Sends a value.
 * @param isWhole - Whether a value can be sent; what is half typed is not.
 */
export function useDraft(
  kept: string,
  save: (value: string) => void,
  isWhole: (value: string) => boolean = value => value !== ''
): IDraft {
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const latest = useRef({ kept, typed, save, isWhole });
  latest.current = { kept, typed, save, isWhole };
  useEffect(() => {
    setTyped(null);
  }, [kept]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (): void => {
    clearTimeout(timer.current);
    const now = latest.current;
    if (now.typed !== null) {
      setTyped(null);
      if (now.typed !== now.kept && now.isWhole(now.typed)) {
        now.save(now.typed);
      }
    }
  };
  return {
    value: typed ?? kept,
    type: value => {
      setTyped(value);
      clearTimeout(timer.current);
      if (isWhole(value)) {
        timer.current = setTimeout(send, CALM_MS);
      }
    },
    send,
    drop: () => {
      clearTimeout(timer.current);
      setTyped(null);
    }
  };
}
