/** The plugins of this extension. */

import { badge } from './badge';
import { links } from './links';

export default [badge, links];
