/** The look of the badge and of the frame that it opens, put into the page by itself: what loads other styles weighs more. */

import badge from '../style/badge.raw.css';
import frame from '../style/frame.raw.css';

/** While this is on a style element, it is ours. */
const ATTRIBUTE = 'data-jp-notifications-style';

/** Put it into the page, once. */
export function addBellStyle(): void {
  if (!document.head.querySelector(`style[${ATTRIBUTE}]`)) {
    const style = document.createElement('style');
    style.setAttribute(ATTRIBUTE, '');
    style.textContent = `${badge}\n${frame}`;
    document.head.append(style);
  }
}
