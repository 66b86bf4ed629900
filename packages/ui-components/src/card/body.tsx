/** The Markdown of a notification, drawn by the application's own untrusted renderer. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import React, { memo, useEffect, useId, useRef, useState } from 'react';

import { useCenter } from '../context';
import { fold } from './fold';
import { harden } from './harden';
import { HardSanitizer } from './hardsanitizer';
import type { ICenterHost } from '../interfaces';
import { addressOf, destination, isForBrowser } from './links';

const MARKDOWN = 'text/markdown';

/** The body of a card, folded if it is longer than two lines. */
export function Body(props: Body.IProps): JSX.Element {
  const { trans, options } = useCenter();
  const [isFolded, setFolded] = useState(true);
  const [isLong, setLong] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  const isDrawn = useRef(false);

  // Measured when drawn and when the width changes, and only while folded: unfolded, there is nothing to measure by.
  const measure = useRef(() => undefined as void);
  measure.current = () => {
    const node = ref.current;
    if (node && isFolded) {
      setLong(fold(node));
    }
  };
  useEffect(() => {
    const node = ref.current;
    if (!node || typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(() => measure.current());
    observer.observe(node);
    return () => observer.disconnect();
  }, []);

  // Links of an inactive card are not on the way of Tab: the list is one stop.
  const { isActive } = props;
  const setStops = useRef(() => undefined as void);
  setStops.current = () => {
    ref.current?.querySelectorAll('a[href], summary').forEach(node => {
      (node as HTMLElement).tabIndex = isActive ? 0 : -1;
    });
  };
  useEffect(() => setStops.current(), [isActive]);

  const onLink = (event: React.MouseEvent) => {
    const anchor = (event.target as Element).closest('a');
    const link = anchor && (LINKS.get(anchor) ?? anchor.getAttribute('href'));
    const kind = destination(link);
    if (!anchor || event.button > 1) {
      return;
    }
    // A web link opens by itself, in a new tab, and one to a document too if the browser is asked for one: it was given
    // its address. What typesetting put in later was not hardened.
    const isReady =
      kind === 'web'
        ? anchor.target === '_blank'
        : LINKS.has(anchor) && isForBrowser(event);
    if (isReady) {
      props.onFollowed();
    } else {
      event.preventDefault();
      if (link && kind) {
        props.onOpen(link);
      }
    }
  };

  return (
    <>
      <div
        className={[
          'jp-Notifications-body',
          isFolded && 'jp-mod-folded',
          isFolded && isLong && 'jp-mod-cut'
        ]
          .filter(Boolean)
          .join(' ')}
        dir="auto"
        id={id}
        ref={ref}
        onClick={onLink}
        onAuxClick={onLink}
      >
        <Markdown
          source={props.source}
          rendermime={options.rendermime}
          host={options.host}
          onDrawn={() => {
            // The first time it gets a height, which is observed: measured then, the cards that come into view with one
            // frame are laid out together.
            if (isDrawn.current || typeof ResizeObserver === 'undefined') {
              measure.current();
            }
            isDrawn.current = true;
            setStops.current();
          }}
        />
      </div>
      {(isLong || !isFolded) && (
        <button
          type="button"
          className="jp-Notifications-textButton"
          aria-expanded={!isFolded}
          aria-controls={id}
          aria-label={
            isFolded
              ? trans.__('Show more of: %1', props.title)
              : trans.__('Show less of: %1', props.title)
          }
          tabIndex={isActive ? 0 : -1}
          onClick={() => setFolded(!isFolded)}
        >
          {isFolded ? trans.__('Show more') : trans.__('Show less')}
        </button>
      )}
    </>
  );
}

/** A namespace for `Body` statics. */
export namespace Body {
  /** What is drawn. */
  export interface IProps {
    /** Markdown, of anyone. */
    readonly source: string;
    /** The title of the card. */
    readonly title: string;
    /** Whether the card is the one that Tab leads into. */
    readonly isActive: boolean;
    /** A link of this server was clicked. */
    readonly onOpen: (link: string) => void;
    /** A link was clicked that opens by itself. */
    readonly onFollowed: () => void;
  }
}

/** Draws Markdown beside the page and puts it in once it is harmless. */
const Markdown = memo(
  function Markdown(props: {
    source: string;
    rendermime: IRenderMimeRegistry;
    host: ICenterHost;
    onDrawn: () => void;
  }): JSX.Element {
    const { source, rendermime, host, onDrawn } = props;
    const place = useRef<HTMLDivElement>(null);
    useEffect(() => {
      const sanitizer = new HardSanitizer(rendermime.sanitizer);
      const renderer = rendermime.clone({ sanitizer }).createRenderer(MARKDOWN);
      const model = rendermime.createModel({
        data: { [MARKDOWN]: source },
        trusted: false
      });
      let isGone = false;
      const draw = async () => {
        try {
          await renderer.renderModel(model);
          // Once more: the renderer adds anchors of its own, and an extension may have brought another renderer.
          harden(renderer.node);
          setAddresses(renderer.node, host);
          renderer.node.className = 'jp-Notifications-markdown';
        } catch {
          renderer.node.textContent = source;
        }
        if (!isGone) {
          place.current?.replaceChildren(renderer.node);
          onDrawn();
        }
      };
      void draw();
      return () => {
        isGone = true;
        renderer.dispose();
      };
    }, [source, rendermime, host]);
    return <div ref={place} />;
  },
  (before, after) =>
    before.source === after.source &&
    before.rendermime === after.rendermime &&
    before.host === after.host
);

/** What links to documents say themselves; beside the page, so that no content can pretend to. */
const LINKS = new WeakMap<Element, string>();

/** Give links to documents the address that the browser understands. */
function setAddresses(node: HTMLElement, host: ICenterHost): void {
  node.querySelectorAll<HTMLAnchorElement>('a[href]').forEach(anchor => {
    const link = anchor.getAttribute('href')!;
    if (destination(link) === 'server') {
      LINKS.set(anchor, link);
      anchor.href = addressOf(link, host)!;
    }
  });
}
