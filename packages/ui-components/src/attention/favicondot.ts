/** A dot on the page's icon while there is something unread. */

import { CountMark } from './countmark';

/**
 * Draws a dot on the icon that the application shows.
 *
 * #### Notes
 * JupyterLab has two icons and switches between them while a kernel is busy, Notebook gives its one another address. So
 * whichever becomes the icon is drawn upon, and whatever is none any more gets its own address back.
 */
export class FaviconDot extends CountMark {
  constructor() {
    super({
      childList: true,
      attributes: true,
      attributeFilter: ['rel', 'href']
    });
  }

  protected override show(): void {
    for (const [link, drawn] of this._drawn) {
      if (link.href !== drawn.dotted) {
        // The application gave it another address.
        this._drawn.delete(link);
      } else if (this.count <= 0 || !Private.isIcon(link)) {
        this._drawn.delete(link);
        link.setAttribute('href', drawn.plain);
      }
    }
    if (this.count > 0) {
      document
        .querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')
        .forEach(link => {
          if (!this._drawn.has(link) && this._drawing.get(link) !== link.href) {
            void this._draw(link);
          }
        });
    }
  }

  private async _draw(link: HTMLLinkElement): Promise<void> {
    const { href } = link;
    const plain = link.getAttribute('href') ?? '';
    this._drawing.set(link, href);
    try {
      const dotted = await Private.dotted(href);
      const isStill = link.href === href && Private.isIcon(link);
      if (dotted && isStill && this.count > 0) {
        this._drawn.set(link, { plain, dotted });
        link.href = dotted;
      }
    } catch (reason) {
      console.warn('No dot on the icon:', reason);
      return;
    }
    this._drawing.delete(link);
  }

  private readonly _drawn = new Map<
    HTMLLinkElement,
    { plain: string; dotted: string }
  >();
  /** What is being drawn, or could not be. */
  private readonly _drawing = new WeakMap<HTMLLinkElement, string>();
}

/** A namespace for private data. */
namespace Private {
  /** Pixels each way. */
  const SIZE = 32;

  export function isIcon(link: HTMLLinkElement): boolean {
    return link.isConnected && link.relList.contains('icon');
  }

  /** The image at an address with a dot in its corner, as an address itself; null where nothing can be drawn. */
  export async function dotted(href: string): Promise<string | null> {
    const image = new Image(SIZE, SIZE);
    image.src = href;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIZE;
    const context = canvas.getContext('2d');
    if (!context) {
      return null;
    }
    const style = getComputedStyle(document.body);
    context.drawImage(image, 0, 0, SIZE, SIZE);
    context.beginPath();
    context.arc(SIZE - 9, 9, 8, 0, 2 * Math.PI);
    context.fillStyle = style.getPropertyValue('--jp-brand-color1').trim();
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = style.getPropertyValue('--jp-layout-color1').trim();
    context.stroke();
    return canvas.toDataURL();
  }
}
