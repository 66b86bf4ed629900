/** Which rows are mere outlines for now: a card takes its time to draw, so few are drawn with a frame of scrolling. */

import { useLayoutEffect, useReducer, useRef } from 'react';
import { flushSync } from 'react-dom';

/** How many cards take the place of their outlines with one frame: as many as come at an easy pace. */
const AT_ONCE = 2;

/**
 * Tell the rows that are outlines from those that are cards.
 *
 * @param keys - The rows in the page; who comes first becomes a card first.
 * @param active - The row that Tab leads to, which is always a card.
 * @param isScrolling - Whether rows come by being scrolled to.
 *
 * @returns The keys of the outlines.
 *
 * #### Notes
 * A row that is a card stays one as long as it is in the page. See record 12.
 */
export function useOutlines(
  keys: ReadonlyArray<string>,
  active: string | null,
  isScrolling: boolean
): ReadonlySet<string> {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const cards = useRef<ReadonlySet<string>>(new Set());
  const late = useRef<ReadonlyArray<string>>([]);
  const frame = useRef<number | null>(null);

  const missing = keys.filter(key => key !== active && !cards.current.has(key));
  const isLate = isScrolling || late.current.length > 0;
  const outlines = new Set(isLate ? missing : []);

  useLayoutEffect(() => {
    late.current = [...outlines];
    cards.current = new Set(keys.filter(key => !outlines.has(key)));
    if (outlines.size > 0) {
      // Behind the scrolling of this frame and before it is painted: at an easy pace no outline is ever seen.
      frame.current ??= requestAnimationFrame(() => {
        frame.current = null;
        cards.current = new Set([
          ...cards.current,
          ...late.current.slice(0, AT_ONCE)
        ]);
        flushSync(draw);
      });
    }
  });
  useLayoutEffect(
    () => () => {
      if (frame.current !== null) {
        cancelAnimationFrame(frame.current);
      }
    },
    []
  );
  return outlines;
}
